using Cache.CompilerServices;
using FsCheck.Fluent;

namespace Cache.Tests.Keys;

public class KeyFilterTests
{
    [Test]
    public void A_filter_matches_the_keys_that_have_its_arguments() =>
        Property.HoldsForAll(Values.Strings.OrNothing().Zip(Values.Offsets.OrNone()).Zip(Values.Strings.Short()).Two(), pair =>
        {
            var (wanted, key) = ((pair.Item1.Item1.Item1, pair.Item1.Item1.Item2, pair.Item1.Item2), (pair.Item2.Item1.Item1, pair.Item2.Item1.Item2, pair.Item2.Item2));
            for (var given = 0; given < 8; given++)
            {
                var filter = new KeyFilter(3)
                    .With((given & 1) > 0 ? CacheArg.Of(wanted.Item1) : default, static (string? value, ref KeyWriter text) => text.Append(value))
                    .With((given & 2) > 0 ? CacheArg.Of(wanted.Item2) : default, static (DateTimeOffset? value, ref KeyWriter text) => text.Append(value))
                    .With((given & 4) > 0 ? CacheArg.Of(wanted.Item3) : default, static (string[] value, ref KeyWriter text) => text.Append(KeyList.Of(value)));
                var matches = ((given & 1) == 0 || wanted.Item1 == key.Item1)
                    && ((given & 2) == 0 || Nullable.Equals(wanted.Item2, key.Item2) && wanted.Item2?.Offset == key.Item2?.Offset)
                    && ((given & 4) == 0 || wanted.Item3.SequenceEqual(key.Item3));
                Assert.That(filter.Matches(Write(key)), Is.EqualTo(matches), Write(key));
                Assert.That(filter.IsEmpty, Is.EqualTo(given == 0));
            }
        });

    [Test]
    public void The_one_argument_of_a_key_may_hold_a_separator()
    {
        var filter = new KeyFilter(1).With<string>("a:b", static (string value, ref KeyWriter text) => text.Append(value));
        Assert.That(filter.Segments, Is.EqualTo(new[] { "a:b" }));
        Assert.That(filter.Matches("a:b"), Is.True);
        Assert.That(filter.Matches("a"), Is.False);
        Assert.That(filter.Matches("a:b:c"), Is.False);
    }

    [Test]
    public void Segments_hold_the_texts_and_null_for_any()
    {
        var filter = new KeyFilter(3)
            .With<string?>(null, static (string? value, ref KeyWriter text) => text.Append(value))
            .With<int>(default, static (int value, ref KeyWriter text) => text.Append(value))
            .With<string>("a:b", static (string value, ref KeyWriter text) => text.Append(value));
        Assert.That(filter.Segments, Is.EqualTo(new[] { "%null", null, "a%3Ab" }));
        Assert.That(filter.Matches("%null:1:a%3Ab"), Is.True);
        Assert.That(filter.Matches("null:1:a%3Ab"), Is.False);
        Assert.That(filter.Matches("%null:1:a%3Ab:y"), Is.False);
        Assert.That(filter.Matches("%null:a%3Ab"), Is.False);
    }

    [Test]
    public void A_filter_without_arguments_is_empty_and_matches_every_key()
    {
        var filter = new KeyFilter(2).With<int>(default, Append).With<int>(default, Append);
        Assert.That(filter.IsEmpty, Is.True);
        Assert.That(filter.Matches("1:2"), Is.True);
        Assert.That(filter.Matches("1:2:3"), Is.False, "no key of two parameters");
        Assert.That(new KeyFilter(0).IsEmpty, Is.True);
        Assert.That(new KeyFilter(0).Matches(""), Is.True);
    }

    [Test]
    public void A_filter_that_was_not_given_each_parameter_once_says_so()
    {
        var short1 = new KeyFilter(2).With<int>(1, Append);
        Assert.That(() => short1.Matches("1:2"), Throws.InvalidOperationException.With.Message.Contains("2 parameters"));
        Assert.That(() => short1.IsEmpty, Throws.InvalidOperationException);
        Assert.That(() => short1.Segments, Throws.InvalidOperationException);
        Assert.That(() => new KeyFilter(1).With<int>(1, Append).With<int>(2, Append), Throws.InvalidOperationException.With.Message.Contains("2 times"));
    }

    [Test]
    public void A_filters_writer_writes_one_segment() =>
        Assert.That(() => new KeyFilter(2).With<int>(1, static (int value, ref KeyWriter text) =>
        {
            text.Append(value);
            text.Append(value);
        }), Throws.InvalidOperationException.With.Message.Contains("2 segments"));

    [Test]
    public void Matching_allocates_nothing()
    {
        var filter = new KeyFilter(3).With<int>(1, Append).With<int>(default, Append).With<int>(3, Append);
        Assert.That(filter.Matches("1:2:3"), Is.True);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < 1000; index++)
            _ = filter.Matches("1:2:3");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static void Append(int value, ref KeyWriter text) => text.Append(value);

    private static string Write((string?, DateTimeOffset?, string[]) key) => KeyWriter.Write(key, static ((string?, DateTimeOffset?, string[]) key, ref KeyWriter text) =>
    {
        text.Append(key.Item1);
        text.Append(key.Item2);
        text.Append(KeyList.Of(key.Item3));
    }, 3);
}
