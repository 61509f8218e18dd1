using Cache.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Cache.Tests.Diagnostics;

/// <summary>Each diagnostic fires on the wrong code of its page, at the token that the page underlines and with the message that it shows; and is silent on the right code.</summary>
public sealed class DiagnosticPageTests
{
    internal static IReadOnlyList<DiagnosticDescriptor> Descriptors { get; } =
    [
        .. typeof(CacheDiagnostics).GetFields().Select(field => field.GetValue(null)).OfType<DiagnosticDescriptor>(),
    ];

    private static IEnumerable<string> Ids => Descriptors.Select(descriptor => descriptor.Id);

    [TestCaseSource(nameof(Ids))]
    public async Task Wrong_code_is_told_of_at_its_token(string id)
    {
        var page = DiagnosticPage.Of(id);
        var found = await Analysis.AnalyzeAsync(page.Wrong);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Select(diagnostic => diagnostic.Id).Distinct(), Is.EqualTo(new[] { id }));
            Assert.That(found.Select(diagnostic => diagnostic.Location.SourceSpan), Is.EqualTo(page.Tokens()));
            Assert.That(found[0].Text(), Is.EqualTo(page.Message));
        }
    }

    [TestCaseSource(nameof(Ids))]
    public async Task Right_code_is_left_alone_and_compiles(string id)
    {
        var compilation = Analysis.Compile(DiagnosticPage.Of(id).Right);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await Analysis.AnalyzeAsync(compilation)).Select(Analysis.Text), Is.Empty);
            Assert.That(Analysis.Complaints(compilation), Is.Empty);
        }
    }

    [TestCaseSource(nameof(Ids))]
    public void A_page_bears_the_title_of_its_rule(string id)
    {
        var descriptor = Descriptors.Single(candidate => candidate.Id == id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(DiagnosticPage.Of(id).Heading, Is.EqualTo($"# {id}: {descriptor.Title}"));
            Assert.That(descriptor.HelpLinkUri, Does.EndWith($"/docs/diagnostics/{id}.md"));
        }
    }
}
