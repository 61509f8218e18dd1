using Cache.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace Cache.Tests.Keys;

public class KeyGlobTests
{
    [TestCase("acme:*", "acme:1:2", true)]
    [TestCase("acme:*", "acme:", true)]
    [TestCase("acme:*", "xacme:1", false)]
    [TestCase("user:*:sessions", "user:1:2:sessions", true)]
    [TestCase("user:*:sessions", "user:sessions", false)]
    [TestCase("*", "", true)]
    [TestCase("**", "x", true)]
    [TestCase("a", "a", true)]
    [TestCase("a", "ab", false)]
    [TestCase("a*a", "a", false)]
    [TestCase("a*b*c", "abbc", true)]
    [TestCase("a*bc*c", "abc", false)]
    [TestCase(@"\*", "*", true)]
    [TestCase(@"\*", "x", false)]
    [TestCase(@"a\*b*", "a*bc", true)]
    [TestCase(@"a\b", @"a\b", true)]
    [TestCase(@"a\", @"a\", true)]
    [TestCase(@"\\*", @"\*", true)]
    [TestCase(@"\\*", @"\x", false)]
    [TestCase("a?[b].+", "a?[b].+", true)]
    [TestCase("a?[b].+", "axb", false)]
    [TestCase("İ*", "i", false)]
    public void A_star_is_any_run_and_all_else_itself(string glob, string text, bool matches) =>
        Property.InEveryCulture(() => Assert.That(new KeyGlob(glob).Matches(text), Is.EqualTo(matches)));

    [Test]
    public void A_glob_matches_what_a_slow_and_simple_matcher_does() =>
        Property.HoldsForAll(Words("ab*\\").Zip(Words("ab*\\")), pair =>
        {
            if (pair.Item1.Length > 0)
                Assert.That(new KeyGlob(pair.Item1).Matches(pair.Item2), Is.EqualTo(Matches(Tokens(pair.Item1), pair.Item2)), $"{pair.Item1} on {pair.Item2}");
        }, tests: 3000);

    [Test]
    public void A_glob_of_a_text_with_its_stars_escaped_matches_that_text_alone() =>
        Property.HoldsForAll(Words("ab*").Where(text => text.Length > 0).Two(), pair =>
            Assert.That(new KeyGlob(pair.Item1.Replace("*", @"\*", StringComparison.Ordinal)).Matches(pair.Item2), Is.EqualTo(pair.Item1 == pair.Item2)));

    [TestCase(null)]
    [TestCase("")]
    public void An_empty_glob_is_refused_with_the_way_to_invalidate_everything(string? glob) =>
        Assert.That(() => new KeyGlob(glob!), Throws.ArgumentException.With.Message.Contains("InvalidateAllAsync"));

    // a matcher that tries every length at every star would not end in the life of this machine
    [Test]
    [CancelAfter(5000)]
    public void Many_stars_cost_no_more_than_their_text()
    {
        var glob = new KeyGlob(string.Concat(Enumerable.Repeat("*a", 200)) + "*b");
        Assert.That(glob.Matches(new string('a', 100_000)), Is.False);
    }

    private static Gen<string> Words(string letters) =>
        Gen.Choose(0, 7).SelectMany(length => Gen.Elements(letters.ToCharArray()).ArrayOf(length)).Select(word => new string(word));

    private static List<char?> Tokens(string glob)
    {
        var tokens = new List<char?>();
        for (var index = 0; index < glob.Length; index++)
        {
            if (glob[index..].StartsWith(@"\*", StringComparison.Ordinal))
                tokens.Add(glob[++index]);
            else
                tokens.Add(glob[index] == '*' ? null : glob[index]);
        }
        return tokens;
    }

    private static bool Matches(List<char?> tokens, string text) =>
        tokens.Count == 0 ? text.Length == 0
        : tokens[0] is { } literal ? text.Length > 0 && text[0] == literal && Matches([.. tokens.Skip(1)], text[1..])
        : Enumerable.Range(0, text.Length + 1).Any(skipped => Matches([.. tokens.Skip(1)], text[skipped..]));
}
