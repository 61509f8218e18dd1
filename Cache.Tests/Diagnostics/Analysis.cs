using System.Collections.Immutable;
using Cache.Generators;
using Cache.Generators.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cache.Tests.Diagnostics;

/// <summary>Compiles source as a build does: with what is generated for it, and asking the analyzers only where the compiler would.</summary>
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
        .. typeof(DuplicateNameAnalyzer).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static Compilation Compile(params string[] sources) => Generate(Written(sources), out _);

    /// <summary>What the generator says of source.</summary>
    public static ImmutableArray<Diagnostic> ToldByGenerator(string source)
    {
        Generate(Written(source), out var told);
        return told;
    }

    private static CSharpCompilation Written(params string[] sources) => CSharpCompilation.Create(
        "Shop",
        sources.Prepend(Usings).Select((source, index) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"{index}.cs")),
        s_references,
        CompilationOptions);

    private static Compilation Generate(Compilation compilation, out ImmutableArray<Diagnostic> told)
    {
        _ = CSharpGeneratorDriver.Create([new CacheGenerator().AsSourceGenerator()], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out told);
        return generated;
    }

    /// <summary>What the compiler itself objects to: nothing, where code is right.</summary>
    public static IEnumerable<string> Complaints(Compilation compilation) => compilation.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591")
        .Select(diagnostic => diagnostic.ToString());

    /// <summary>What a build says by ids of the library's own, in the order of the source. An analyzer that throws fails the test.</summary>
    /// <remarks>A build that has an error in a declaration, such as a partial method without a body, asks no analyzer.</remarks>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation compilation)
    {
        var written = compilation.RemoveSyntaxTrees(compilation.SyntaxTrees.Where(tree => tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)));
        var generated = Generate(written, out var told);
        var isDeclared = !generated.GetDeclarationDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var diagnostics = isDeclared ? told.AddRange(await AskAnalyzersAsync(generated)) : told;
        return [.. diagnostics.OrderBy(found => found.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(found => found.Location.SourceSpan.Start).ThenBy(found => found.Id, StringComparer.Ordinal)];
    }

    private static Task<ImmutableArray<Diagnostic>> AskAnalyzersAsync(Compilation compilation)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        return new CompilationWithAnalyzers(compilation, Analyzers, options).GetAnalyzerDiagnosticsAsync();
    }

    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(params string[] sources) => AnalyzeAsync(Compile(sources));

    /// <summary>The text that a diagnostic underlines.</summary>
    public static string Token(this Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);

    /// <summary>A diagnostic as a build prints it: <c>error CACHE001: ...</c>.</summary>
    public static string Text(this Diagnostic diagnostic) =>
        $"{diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
}
