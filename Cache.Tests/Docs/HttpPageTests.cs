using System.Reflection;
using System.Text.RegularExpressions;

namespace Cache.Tests.Docs;

/// <summary>The conformance table of docs/http.md names tests that there are.</summary>
internal sealed partial class HttpPageTests
{
    [Test]
    public void Each_row_of_the_conformance_table_is_a_test()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "http.md"));

        var named = TestName().Matches(page).Select(static match => (Fixture: match.Groups["fixture"].Value, Test: match.Groups["test"].Value)).ToArray();

        Assert.That(named, Has.Length.GreaterThan(14));
        foreach (var (fixture, test) in named)
        {
            var method = typeof(HttpPageTests).Assembly.GetType($"Cache.Tests.Http.{fixture}")?.GetMethod(test);
            Assert.That(method?.GetCustomAttributes().Any(static attribute => attribute is TestAttribute or TestCaseAttribute), Is.True, $"{fixture}.{test}");
        }
    }

    [GeneratedRegex(@"`(?<fixture>[A-Za-z]+Tests)\.(?<test>[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
