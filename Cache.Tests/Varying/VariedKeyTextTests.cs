using Cache.CompilerServices;
using Cache.Engine;
using Cache.SharedTier;
using Cache.Tests.Engine;
using Cache.Tests.Keys;
using Cache.Varying;
using FsCheck.Fluent;

namespace Cache.Tests.Varying;

public sealed class VariedKeyTextTests
{
    [Test]
    public void Keys_have_the_same_text_only_when_they_are_equal() =>
        Property.HoldsForAll(
            Gen.Choose(1, 4).SelectMany(static parts => Gen.Choose(0, 3).SelectMany(parameters => Calls(parts, parameters))),
            static calls =>
            {
                var texts = Texts(calls[0].Parts.Length, calls[0].Arguments.Length);
                foreach (var one in calls)
                {
                    foreach (var other in calls)
                    {
                        var areEqual = one.Parts.SequenceEqual(other.Parts, StringComparer.Ordinal) && one.Arguments.SequenceEqual(other.Arguments, StringComparer.Ordinal);
                        Assert.That(texts.Full(KeyOf(one)) == texts.Full(KeyOf(other)), Is.EqualTo(areEqual), $"{texts.Full(KeyOf(one))} | {texts.Full(KeyOf(other))}");
                    }
                }
            });

    [Test]
    public void Equal_keys_are_those_with_equal_parts_and_arguments() =>
        Property.HoldsForAll(Calls(parts: 3, parameters: 1), static calls =>
        {
            foreach (var one in calls)
            {
                foreach (var other in calls)
                {
                    var (left, right) = (new VariedKey<string>(Values(one), one.Arguments[0] ?? "none"), new VariedKey<string>(Values(other), other.Arguments[0] ?? "none"));
                    var areEqual = one.Parts.SequenceEqual(other.Parts, StringComparer.Ordinal) && one.Arguments[0] == other.Arguments[0];
                    Assert.That(left.Equals(right), Is.EqualTo(areEqual));
                    Assert.That(left.GetHashCode() == right.GetHashCode(), Is.EqualTo(areEqual), "a collision of 32 bits among a few hundred pairs would be strange");
                }
            }
        }, tests: 100);

    [Test]
    public void Behind_the_parts_stands_the_text_that_the_key_would_have_without_them_and_a_glob_finds_it_there() =>
        Property.HoldsForAll(
            Gen.Choose(1, 3).SelectMany(static parts => Gen.Choose(1, 3).SelectMany(parameters => Calls(parts, parameters))),
            static calls =>
            {
                var texts = Texts(calls[0].Parts.Length, calls[0].Arguments.Length);
                foreach (var call in calls)
                {
                    var plain = KeyWriter.Write(call.Arguments, Write, call.Arguments.Length);
                    var full = texts.Full(KeyOf(call));
                    Assert.That(texts.Arguments(KeyOf(call)), Is.EqualTo(plain));
                    Assert.That(full, Does.EndWith(":" + plain));
                    var glob = KeyPattern.Of(texts.Prefix, texts.Parts, new KeyGlob(plain.Length == 0 ? "*" : plain.Replace("*", "\\*", StringComparison.Ordinal)));
                    Assert.That(KeyPattern.TryParse(glob.Text, out var sent), glob.Text);
                    Assert.That(SharedKey.IsMatched(sent!, full), full);
                    var other = KeyPattern.Of(texts.Prefix, texts.Parts, new KeyGlob(plain.Replace("*", "\\*", StringComparison.Ordinal) + "x"));
                    Assert.That(SharedKey.IsMatched(other, full), Is.False, full);
                }
            }, tests: 100);

    [TestCase("app:pages", true, Description = "of a version of the application without the parts: nobody can tell")]
    [TestCase("app:pages:acme", true)]
    [TestCase("app:pages:acme:de", false)]
    [TestCase("app:pages:acme:de:north:1", true)]
    [TestCase("app:pages:acme:de:south:1", false)]
    [TestCase("app:pages:north:1:de:2", false)]
    public void Patterns_skip_what_stands_before_the_arguments(string key, bool isMatched)
    {
        var filter = PageKey.Where(tenant: "north");
        Assert.That(KeyPattern.TryParse(KeyPattern.Of("app:pages", 2, filter).Text, out var pattern));

        Assert.That(SharedKey.IsMatched(pattern!, key), Is.EqualTo(isMatched));
    }

    [TestCase("app:pages\nglob+\nx")]
    [TestCase("app:pages\nglob+-1\nx")]
    [TestCase("app:pages\nglobe\nx")]
    [TestCase("app:pages\nwhere+two\n*")]
    public void Texts_of_other_patterns_are_not_read(string text) => Assert.That(KeyPattern.TryParse(text, out _), Is.False);

    private static FsCheck.Gen<Call[]> Calls(int parts, int parameters) =>
        Keys.Values.Strings.OrNothing().ArrayOf(parts).Zip(Keys.Values.Strings.OrNothing().ArrayOf(parameters), static (values, arguments) => new Call(values, arguments)).ArrayOf(12);

    private static KeyTexts<VariedKey<string?[]>> Texts(int parts, int parameters)
    {
        var declared = Container.Define<string?[], string>("c", parameters: [.. Enumerable.Range(0, parameters).Select(static number => $"p{number}")], write: Write);
        var varied = new VariedDefinition<Load<string?[], string>, string?[], string>(declared, [.. Enumerable.Repeat(new TenantKey(), parts)]);
        return new("app", varied, varied.WriteKey);
    }

    private static VariedKey<string?[]> KeyOf(Call call) => new(Values(call), call.Arguments);

    private static PartValues Values(Call call)
    {
        var values = default(PartValues);
        for (var part = 0; part < call.Parts.Length; part++)
            values[part] = call.Parts[part];
        return values;
    }

    private static void Write(string?[] arguments, ref KeyWriter text)
    {
        foreach (var argument in arguments)
            text.Append(argument);
    }

    internal sealed record Call(string?[] Parts, string?[] Arguments);
}
