using Cache.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cache.Tests.Generators;

/// <summary>
/// Runs the generator over a source. Every run is a test of what every generated file must be: it compiles without a warning, with C# 13 and
/// with the next, and it is not made again where nothing has changed.
/// </summary>
internal static class GeneratorHarness
{
    private static readonly LanguageVersion[] s_versions = [LanguageVersion.CSharp13, LanguageVersion.Preview];

    /// <summary>Generates, and checks all that holds for every source.</summary>
    public static GeneratorResult Generate(string source, GeneratorOptions? options = null) => Generate([source], options);

    /// <summary>Generates for several files, and checks all that holds for every source.</summary>
    public static GeneratorResult Generate(string[] sources, GeneratorOptions? options = null)
    {
        options ??= new();
        GeneratorResult? result = null;
        foreach (var version in s_versions)
        {
            var compilation = TestCompilation.Of(sources, options, version);
            var driver = Driver(compilation).RunGenerators(compilation);
            var run = driver.GetRunResult();
            Assert.That(run.Diagnostics, Is.Empty, "the parser has problems with the source");
            Assert.That(run.Results.Single().Exception, Is.Null);
            CompileChecks.Check(compilation, run);
            if (result is not null)
                continue;
            IncrementalityChecks.Check(driver, compilation);
            result = new(compilation.AddSyntaxTrees(run.GeneratedTrees), run);
        }
        return result!;
    }

    public static GeneratorDriver Driver(CSharpCompilation compilation) => CSharpGeneratorDriver.Create(
        [new CacheGenerator().AsSourceGenerator()],
        parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
}

/// <summary>How a source is compiled.</summary>
/// <param name="Nullable">Whether nullable annotations are on.</param>
/// <param name="Services">Whether the abstractions of dependency injection are referenced.</param>
/// <param name="Assembly">The assembly's name.</param>
internal sealed record GeneratorOptions(bool Nullable = true, bool Services = false, string Assembly = "Shop");

/// <summary>What a run has given.</summary>
internal sealed record GeneratorResult(CSharpCompilation Compilation, GeneratorDriverRunResult Run)
{
    /// <summary>The names of the generated files.</summary>
    public IReadOnlyList<string> Files { get; } = [.. Run.Results.Single().GeneratedSources.Select(source => source.HintName)];

    /// <summary>The text of a generated file; without a name that of the only one.</summary>
    public string Text(string? hintName = null)
    {
        var sources = Run.Results.Single().GeneratedSources;
        var source = hintName is null ? sources.Single() : sources.Single(candidate => candidate.HintName == hintName);
        return source.SourceText.ToString();
    }

    public INamedTypeSymbol Type(string metadataName) =>
        Compilation.GetTypeByMetadataName(metadataName) ?? throw new ArgumentException($"There is no type {metadataName}.", nameof(metadataName));
}
