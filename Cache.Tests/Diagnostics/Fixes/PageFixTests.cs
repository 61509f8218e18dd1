namespace Cache.Tests.Diagnostics.Fixes;

/// <summary>Where a page of docs/diagnostics says that there is a fix, there is one for its wrong code; where it says that there is none, there is none.</summary>
public sealed class PageFixTests
{
    private static IEnumerable<string> Ids => DiagnosticPageTests.Descriptors.Select(descriptor => descriptor.Id);

    [TestCaseSource(nameof(Ids))]
    public async Task A_page_says_whether_there_is_a_fix(string id)
    {
        var page = DiagnosticPage.Of(id);
        var hasFix = !page.Fix.StartsWith("There is no automatic fix", StringComparison.Ordinal);
        Assert.That(Fix.Providers.Any(provider => provider.FixableDiagnosticIds.Contains(id)), Is.EqualTo(hasFix));
        if (hasFix)
            Assert.That(await Fix.TitlesAsync(id, page.Wrong), Is.Not.Empty);
    }

    [Test]
    public void Every_fix_can_be_applied_to_all_of_its_kind() =>
        Assert.That(Fix.Providers.Select(provider => provider.GetFixAllProvider()), Has.None.Null);
}
