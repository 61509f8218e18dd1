using Microsoft.CodeAnalysis.Text;

namespace Cache.Tests.Diagnostics;

/// <summary>What analyzers are to say of source in which <c>[|</c> and <c>|]</c> stand around each token that is wrong.</summary>
internal static class Expect
{
    /// <summary>Exactly these diagnostics, in the order of the tokens, each as <c>error CACHE001: ...</c>.</summary>
    public static async Task ErrorsAsync(string marked, params string[] expected)
    {
        var (source, spans) = Unmark(marked);
        var found = await Analysis.AnalyzeAsync(source);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Select(Analysis.Text), Is.EqualTo(expected));
            Assert.That(found.Select(diagnostic => diagnostic.Location.SourceSpan), Is.EqualTo(spans));
        }
    }

    /// <summary>No diagnostics, neither of the analyzers nor of the compiler.</summary>
    public static async Task NothingAsync(params string[] sources)
    {
        var compilation = Analysis.Compile(sources);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await Analysis.AnalyzeAsync(compilation)).Select(Analysis.Text), Is.Empty);
            Assert.That(Analysis.Complaints(compilation), Is.Empty);
        }
    }

    private static (string Source, List<TextSpan> Spans) Unmark(string marked)
    {
        var spans = new List<TextSpan>();
        for (var start = marked.IndexOf("[|", StringComparison.Ordinal); start >= 0; start = marked.IndexOf("[|", StringComparison.Ordinal))
        {
            var end = marked.IndexOf("|]", start, StringComparison.Ordinal);
            spans.Add(TextSpan.FromBounds(start, end - 2));
            marked = marked.Remove(end, 2).Remove(start, 2);
        }
        return (marked, spans);
    }
}
