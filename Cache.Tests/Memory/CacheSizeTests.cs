using Cache.Local;

namespace Cache.Tests.Memory;

public class CacheSizeTests
{
    [TestCase("256MB", 256L * 1024 * 1024)]
    [TestCase("1GB", 1024L * 1024 * 1024)]
    [TestCase("512KB", 512L * 1024)]
    [TestCase("4096B", 4096)]
    [TestCase("30mb", 30L * 1024 * 1024)]
    public void A_number_with_a_unit_is_bytes(string text, long bytes) =>
        Assert.That(CacheSize.Parse(text), Is.EqualTo(new CacheSize(bytes, InBytes: true)));

    [Test]
    public void A_plain_number_is_entries() =>
        Assert.That(CacheSize.Parse("100000"), Is.EqualTo(new CacheSize(100_000, InBytes: false)));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("MB")]
    [TestCase("0")]
    [TestCase("0MB")]
    [TestCase("-1")]
    [TestCase("-256MB")]
    [TestCase("1.5GB")]
    [TestCase("1,000")]
    [TestCase("256 MB")]
    [TestCase("256MiB")]
    [TestCase("256TB")]
    [TestCase("256M")]
    [TestCase("lots")]
    [TestCase("99999999999999999999")]
    [TestCase("9999999999999GB")]
    public void What_is_not_a_size_is_refused_and_the_message_shows_how_to_write_one(string? text) =>
        Assert.That(() => CacheSize.Parse(text), Throws.InstanceOf<FormatException>()
            .With.Message.Contains($"SizeLimit = \"{text}\"").And.Message.Contains("\"256MB\"").And.Message.Contains("\"100000\""));
}
