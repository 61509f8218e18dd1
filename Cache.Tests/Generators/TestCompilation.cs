using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Generators;

/// <summary>Compilations over the running framework and the library.</summary>
internal static class TestCompilation
{
    // no implicit usings: what a user gets from them is written once here, as a file of its own
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Cache;
        """;

    private static readonly MetadataReference[] s_framework = [.. FrameworkFiles().Select(file => MetadataReference.CreateFromFile(file))];
    private static readonly MetadataReference s_library = MetadataReference.CreateFromFile(typeof(CacheAttribute).Assembly.Location);
    private static readonly MetadataReference s_services = MetadataReference.CreateFromFile(typeof(IServiceCollection).Assembly.Location);

    public static CSharpCompilation Of(string[] sources, GeneratorOptions options, LanguageVersion version)
    {
        var parse = new CSharpParseOptions(version, DocumentationMode.Diagnose);
        var trees = sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, parse, $"Source{index}.cs"))
            .Append(CSharpSyntaxTree.ParseText(Usings, parse, "Usings.cs"));
        var nullable = options.Nullable ? NullableContextOptions.Enable : NullableContextOptions.Disable;
        return CSharpCompilation.Create(
            options.Assembly,
            trees,
            [.. s_framework, s_library, .. options.Services ? [s_services] : Array.Empty<MetadataReference>()],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: nullable, generalDiagnosticOption: ReportDiagnostic.Error, warningLevel: 9999));
    }

    private static IEnumerable<string> FrameworkFiles()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return trusted.Split(Path.PathSeparator).Where(file => Path.GetDirectoryName(file) == folder);
    }
}
