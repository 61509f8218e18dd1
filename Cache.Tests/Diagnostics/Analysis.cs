using System.Collections.Immutable;
using Cache.Generators;
using Cache.Generators.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cache.Tests.Diagnostics;

/// <summary>Compiles source as a user's project would be, with what is generated for it, and runs every analyzer over it.</summary>
internal static class Analysis
{
    // what samples and pages leave out
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Cache;
        """;

    // the platform, the library, and what registers it; of the projects that tests know beside, a user has none
    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location)
                || Path.GetFileName(path) is "Cache.Abstractions.dll" or "Microsoft.Extensions.DependencyInjection.Abstractions.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    public static CSharpCompilationOptions CompilationOptions { get; } = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    public static IEnumerable<MetadataReference> References => s_references;

    /// <summary>The analyzers, found as the compiler finds them.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(CacheDeclarationAnalyzer).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static Compilation Compile(params string[] sources) => Generate(CSharpCompilation.Create(
        "Shop",
        sources.Prepend(Usings).Select((source, index) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"{index}.cs")),
        s_references,
        CompilationOptions));

    public static Compilation Generate(Compilation compilation)
    {
        _ = CSharpGeneratorDriver.Create([new CacheGenerator().AsSourceGenerator()], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out var problems);
        Assert.That(problems, Is.Empty);
        return generated;
    }

    /// <summary>What the compiler itself objects to: nothing, where code is right.</summary>
    public static IEnumerable<string> Complaints(Compilation compilation) => compilation.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591")
        .Select(diagnostic => diagnostic.ToString());

    /// <summary>The diagnostics of the analyzers, in the order of the source. One that throws fails the test.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation compilation)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var diagnostics = await new CompilationWithAnalyzers(compilation, Analyzers, options).GetAnalyzerDiagnosticsAsync();
        return [.. diagnostics.OrderBy(found => found.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(found => found.Location.SourceSpan.Start).ThenBy(found => found.Id, StringComparer.Ordinal)];
    }

    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(params string[] sources) => AnalyzeAsync(Compile(sources));

    /// <summary>The text that a diagnostic underlines.</summary>
    public static string Token(this Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);

    /// <summary>A diagnostic as a build prints it: <c>error CACHE001: ...</c>.</summary>
    public static string Text(this Diagnostic diagnostic) =>
        $"{diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
}
