using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cache.Tests.Generators;

/// <summary>What the compiler says of a source and what was generated for it: nothing.</summary>
internal static class CompileChecks
{
    public static void Check(CSharpCompilation compilation, GeneratorDriverRunResult run)
    {
        var generated = run.GeneratedTrees.ToHashSet();
        var complaints = compilation.AddSyntaxTrees(run.GeneratedTrees).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            // the sources of tests document nothing; what is generated for them does
            .Where(diagnostic => diagnostic.Id != "CS1591" || IsIn(diagnostic, generated))
            .Select(diagnostic => Describe(diagnostic, generated));
        Assert.That(complaints, Is.Empty);
    }

    private static bool IsIn(Diagnostic diagnostic, HashSet<SyntaxTree> trees) => diagnostic.Location.SourceTree is { } tree && trees.Contains(tree);

    private static string Describe(Diagnostic diagnostic, HashSet<SyntaxTree> generated) =>
        IsIn(diagnostic, generated)
            ? $"{diagnostic}\n{diagnostic.Location.SourceTree!.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line]}\n\n{diagnostic.Location.SourceTree}"
            : diagnostic.ToString();
}
