namespace Cache.Tests;

public class DurationTests
{
    [TestCase("500ms", 500)]
    [TestCase("5m", 300_000)]
    [TestCase("1h30m", 5_400_000)]
    [TestCase("7d", 604_800_000)]
    [TestCase("1d2h3m4s5ms", 93_784_005)]
    [TestCase("0s", 0)]
    public void A_duration_is_read_and_written_alike(string text, long milliseconds)
    {
        Assert.That(CacheDuration.TryParse(text, out var duration), Is.True);
        Assert.That(duration, Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.That(CacheDuration.Format(duration), Is.EqualTo(text));
    }

    [Test]
    public void Never_is_infinite() =>
        Assert.That(CacheDuration.Parse("never"), Is.EqualTo(Timeout.InfiniteTimeSpan));

    [TestCase("")]
    [TestCase(null)]
    [TestCase("5")]
    [TestCase("m")]
    [TestCase("5 m")]
    [TestCase("-5m")]
    [TestCase("5min")]
    [TestCase("1.5h")]
    [TestCase("30m1h")]
    [TestCase("5m5m")]
    [TestCase("5M")]
    [TestCase("Never")]
    [TestCase("99999999999999999999d")]
    [TestCase("11000000d")]
    public void What_is_not_a_duration_is_refused_and_the_message_shows_how_to_write_one(string? text)
    {
        Assert.That(CacheDuration.TryParse(text, out _), Is.False);
        Assert.That(() => CacheDuration.Parse(text!), Throws.InstanceOf<FormatException>().With.Message.Contains("\"1h30m\""));
    }
}
