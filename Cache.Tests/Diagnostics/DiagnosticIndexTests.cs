using System.Globalization;
using System.Text.RegularExpressions;

namespace Cache.Tests.Diagnostics;

/// <summary>The list of diagnostics, who reports them, the release notes and the index of the pages say the same.</summary>
public sealed class DiagnosticIndexTests
{
    private static readonly IReadOnlyList<Microsoft.CodeAnalysis.DiagnosticDescriptor> s_descriptors = DiagnosticPageTests.Descriptors;

    [Test]
    public void Ids_are_in_order_and_none_is_used_twice() =>
        Assert.That(s_descriptors.Select(descriptor => int.Parse(descriptor.Id["CACHE".Length..], CultureInfo.InvariantCulture)), Is.Ordered.And.Unique);

    [Test]
    public void Each_is_reported_by_the_generator_or_by_one_analyzer()
    {
        var told = s_descriptors.SelectMany(descriptor => Analysis.ToldByGenerator(DiagnosticPage.Of(descriptor.Id).Wrong)).Select(diagnostic => diagnostic.Id).Distinct();
        var found = Analysis.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(descriptor => descriptor.Id);
        Assert.That(told.Concat(found), Is.EquivalentTo(s_descriptors.Select(descriptor => descriptor.Id)));
    }

    [Test]
    public void Each_says_in_a_sentence_what_is_wrong_and_names_what_it_is_about()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var descriptor in s_descriptors)
            {
                var (title, message) = (descriptor.Title.ToString(CultureInfo.InvariantCulture), descriptor.MessageFormat.ToString(CultureInfo.InvariantCulture));
                Assert.That(title, Does.Match("^[A-Z\\[].*[^.]$"), descriptor.Id);
                Assert.That(message.Split(' '), Has.Length.GreaterThan(6), descriptor.Id);
            }
        }
    }

    [Test]
    public void The_release_notes_list_them_all() => Assert.That(
        Regex.Matches(Repository.Read("Cache.Generators/AnalyzerReleases.Unshipped.md"), @"^(CACHE\d+) \| Cache \| (\w+) \|", RegexOptions.Multiline)
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value)),
        Is.EqualTo(s_descriptors.Select(descriptor => (descriptor.Id, descriptor.DefaultSeverity.ToString()))));

    [Test]
    public void The_index_leads_to_each_page_and_says_whether_there_is_a_fix() => Assert.That(
        Regex.Matches(Repository.Read("docs/diagnostics/README.md"), @"^\| \[(CACHE\d+)\]\(\1\.md\) \| (.*) \| (yes)? ?\|$", RegexOptions.Multiline)
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Success)),
        Is.EqualTo(s_descriptors.Select(descriptor => (
            descriptor.Id,
            descriptor.Title.ToString(CultureInfo.InvariantCulture),
            !DiagnosticPage.Of(descriptor.Id).Fix.StartsWith("There is no automatic fix", StringComparison.Ordinal)))));

    [Test]
    public void There_is_no_page_of_what_is_not_there() => Assert.That(
        Directory.GetFiles(Path.Combine(Repository.Root, "docs", "diagnostics"), "CACHE*.md").Select(Path.GetFileNameWithoutExtension),
        Is.EquivalentTo(s_descriptors.Select(descriptor => descriptor.Id)));
}
