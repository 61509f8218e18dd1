using Cache.Responses;

namespace Cache.Tests.Http;

/// <summary>The validators behind the bytes of a stored response.</summary>
internal sealed class StoredResponseTests
{
    [TestCase("\"a\"", "Wed, 01 Jan 2025 00:00:00 GMT")]
    [TestCase("W/\"b\"", null)]
    [TestCase(null, "Wed, 01 Jan 2025 00:00:00 GMT")]
    [TestCase(null, null)]
    public void What_was_written_is_read(string? tag, string? modified)
    {
        var stored = StoredResponse.Write([1, 2, 3], tag, modified);

        Assert.That(stored.AsSpan(0, 3).ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(StoredResponse.TryReadValidators(stored, out var read), Is.True);
        Assert.That(read, Is.EqualTo((tag, modified)));
    }

    [TestCase(new byte[0])]
    [TestCase(new byte[] { 1, 2, 3 })]
    [TestCase(new byte[] { 1, 2, 3, 0, 0, 0 })]
    [TestCase(new byte[] { 1, 2, 3, 255, 255, 255, 255 })]
    [TestCase(new byte[] { 1, 2, 3, 4, 0, 0, 0 })]
    [TestCase(new byte[] { 1, 2, 3, 3, 0, 0, 0 })]
    public void Bytes_that_are_no_entry_have_none(byte[] stored) => Assert.That(StoredResponse.TryReadValidators(stored, out _), Is.False);
}
