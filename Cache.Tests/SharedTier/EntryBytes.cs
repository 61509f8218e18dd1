using Cache.SharedTier;

namespace Cache.Tests.SharedTier;

// entries as bytes, and back
internal static class EntryBytes
{
    public static readonly SharedEntry Head = new(1_700_000_000_000_000, 1_700_000_300_000_000, null, []);

    public static readonly SharedEntry FullHead = Head with
    {
        Key = "app:search:" + new string('k', 300) + ":ключ",
        LoadTime = 1_234,
        Versions = [new("app:user-profile", 1_699_999_999_000_000), new("app:tag:user:123", 1_699_999_999_000_001), new("app:tag:ü😀", long.MaxValue)],
    };

    public static ValueCodec<T> Codec<T>(SharedOptions? options = null, ICacheSerializer? serializer = null) => new(serializer ?? new JsonCacheSerializer(), options ?? new());

    public static byte[] Write<T>(T value, SharedEntry? head = null, SharedOptions? options = null)
    {
        using var buffer = new EntryBuffer();
        Assert.That(Codec<T>(options).TryWrite(head ?? Head, value, buffer, out var failure), Is.True, failure?.ToString());
        return buffer.Written.ToArray();
    }

    public static SharedEntry Read(byte[] bytes)
    {
        Assert.That(EntryFormat.TryRead(bytes, out var entry), Is.True, GoldenFile.Dump(bytes));
        return entry;
    }

    public static T ReadValue<T>(byte[] bytes, SharedOptions? options = null)
    {
        Assert.That(Codec<T>(options).TryReadValue(Read(bytes), out var value, out var failure), Is.True, failure?.ToString());
        return value;
    }

    public static Exception Refusal<T>(byte[] bytes, SharedOptions? options = null)
    {
        Assert.That(Codec<T>(options).TryReadValue(Read(bytes), out _, out var failure), Is.False);
        return failure!;
    }
}
