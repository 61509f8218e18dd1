using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cache.Tests.Generators;

/// <summary>The generator says what is wrong with a declaration, once, and again only where the file has changed.</summary>
public sealed class ToldProblemTests
{
    private const string Source = """
        namespace Shop;

        public partial class Users(ICache cache)
        {
            private readonly ICache _cache = cache;

            [Cache(Ttl = "soon")]
            public partial Task<string> GetNameAsync(int id);

            private Task<string> GetNameCoreAsync(int id) => Task.FromResult(_cache.ToString()!);

            [Cache(Ttl = "5m")]
            public partial Task<string> GetMailAsync(int id);
        }
        """;

    [Test]
    public void A_change_in_another_file_tells_nothing_anew()
    {
        var compilation = TestCompilation.Of([Source], new(), LanguageVersion.CSharp13);
        var driver = GeneratorHarness.Driver(compilation).RunGenerators(compilation);
        var first = driver.GetRunResult().Diagnostics;

        var options = (CSharpParseOptions)compilation.SyntaxTrees[0].Options;
        var run = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("internal static class Unrelated;", options, "Unrelated.cs"))).GetRunResult();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Select(diagnostic => diagnostic.Id), Is.EqualTo(new[] { "CACHE040", "CACHE006" }));
            Assert.That(run.Diagnostics, Is.EqualTo(first));
            Assert.That(
                run.Results.Single().TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason),
                Is.All.EqualTo(IncrementalStepRunReason.Cached));
        }
    }

    [Test]
    public void What_two_attributes_of_a_member_have_in_common_is_told_once()
    {
        var compilation = TestCompilation.Of(
            [
                """
                namespace Shop;

                public partial class Users(ICache cache, IRateLimits limits)
                {
                    private readonly (ICache, IRateLimits) _both = (cache, limits);

                    [Cache, RateLimit(5, "1s")]
                    public partial Task<string> GetNameAsync(int id);
                }
                """,
            ],
            new(), LanguageVersion.CSharp13);
        var told = GeneratorHarness.Driver(compilation).RunGenerators(compilation).GetRunResult().Diagnostics;
        Assert.That(told.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)), Is.Unique.And.Not.Empty);
    }
}
