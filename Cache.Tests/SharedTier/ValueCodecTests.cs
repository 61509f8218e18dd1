using System.Buffers;
using Cache.SharedTier;

namespace Cache.Tests.SharedTier;

/// <summary>What is not a plain round trip: compression, limits, payloads of another type.</summary>
public class ValueCodecTests
{
    private static readonly SharedOptions s_small = new() { CompressOver = 100, ValueLimit = 1000 };

    [Test]
    public void A_payload_at_the_threshold_is_stored_as_it_is() => Assert.That(EntryBytes.Read(EntryBytes.Write(new string('x', 100), options: s_small)).Flags, Is.EqualTo(EntryFlags.Utf8));

    [Test]
    public void A_payload_over_the_threshold_is_compressed()
    {
        var bytes = EntryBytes.Write(new string('x', 101), options: s_small);
        Assert.That(EntryBytes.Read(bytes).Flags, Is.EqualTo(EntryFlags.Utf8 | EntryFlags.Compressed));
        Assert.That(bytes, Has.Length.LessThan(60));
        Assert.That(EntryBytes.ReadValue<string>(bytes), Is.EqualTo(new string('x', 101)));
    }

    [Test]
    public void A_payload_that_compression_does_not_make_smaller_is_stored_as_it_is()
    {
        var noise = new byte[900];
        new Random(1).NextBytes(noise);
        var bytes = EntryBytes.Write(noise, options: s_small);
        Assert.That(EntryBytes.Read(bytes).Flags, Is.EqualTo(EntryFlags.Bytes));
        Assert.That(EntryBytes.ReadValue<byte[]>(bytes), Is.EqualTo(noise));
    }

    [Test]
    public void A_value_at_the_limit_is_stored_and_one_over_it_is_not()
    {
        Assert.That(EntryBytes.ReadValue<string>(EntryBytes.Write(new string('x', 1000), options: s_small), s_small), Has.Length.EqualTo(1000));
        Assert.That(EntryBytes.ReadValue<byte[]>(EntryBytes.Write(new byte[1000], options: s_small), s_small), Has.Length.EqualTo(1000));
        Assert.That(NotWritten(new string('x', 1001)).Message, Does.Contain("ValueLimit"));
        Assert.That(NotWritten("\uD800" + new string('x', 500)).Message, Does.Contain("ValueLimit"));
        Assert.That(NotWritten(new byte[1001]).Message, Does.Contain("ValueLimit"));
        Assert.That(NotWritten(Enumerable.Range(1000, 1000).ToArray()).Message, Does.Contain("ValueLimit"));
    }

    [Test]
    public void A_serializer_that_writes_without_end_is_stopped_at_the_limit()
    {
        var serializer = new Endless();
        using var buffer = new EntryBuffer();
        Assert.That(EntryBytes.Codec<int>(s_small, serializer).TryWrite(EntryBytes.Head, 1, buffer, out var failure), Is.False);
        Assert.That(failure!.Message, Does.Contain("ValueLimit"));
        Assert.That(serializer.Written, Is.LessThan(1100));
    }

    [Test]
    public void A_value_of_a_node_with_a_higher_limit_is_not_read()
    {
        Assert.That(EntryBytes.Refusal<string>(EntryBytes.Write(new string('x', 1001)), s_small).Message, Does.Contain("1001 bytes").And.Contains("1000"));
        Assert.That(EntryBytes.Refusal<string>(EntryBytes.Write(new string('x', 5001)), s_small).Message, Does.Contain("5001 bytes").And.Contains("1000"), "compressed");
    }

    [Test]
    public void A_compressed_payload_that_is_longer_or_shorter_than_it_says_is_refused([Values(-1, 1)] int off)
    {
        var bytes = EntryBytes.Write(new string('x', 5000));
        BitConverter.TryWriteBytes(bytes.AsSpan(26), 5000 + off);
        Assert.That(EntryBytes.Refusal<string>(bytes), Is.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void No_corrupt_payload_throws()
    {
        var bytes = EntryBytes.Write(string.Concat(Enumerable.Range(0, 2000)));
        for (var at = 26; at < bytes.Length; at++)
        {
            var corrupt = bytes.ToArray();
            corrupt[at] ^= 0x55;
            if (EntryFormat.TryRead(corrupt, out var entry))
                Assert.That(() => EntryBytes.Codec<string>().TryReadValue(entry, out _, out _), Throws.Nothing, $"byte {at}");
        }
    }

    [Test]
    public void A_payload_of_another_type_is_refused_with_the_reason()
    {
        Assert.Multiple(() =>
        {
            Assert.That(EntryBytes.Refusal<int>(EntryBytes.Write("text")).Message, Does.Contain("holds text and not a System.Int32"));
            Assert.That(EntryBytes.Refusal<string>(EntryBytes.Write(new byte[] { 1 })).Message, Does.Contain("holds bytes and not a System.String"));
            Assert.That(EntryBytes.Refusal<int>(EntryBytes.Write<string?>(null)).Message, Does.Contain("holds null and not a System.Int32"));
            Assert.That(EntryBytes.Refusal<int[]>(EntryBytes.Write(5)), Is.InstanceOf<System.Text.Json.JsonException>());
            Assert.That(EntryBytes.Refusal<string>(EndingIn(0xFF)), Is.InstanceOf<ArgumentException>());
        });
    }

    [Test]
    public void What_the_serializer_refuses_is_not_written()
    {
        var circle = new List<object>();
        circle.Add(circle);
        Assert.That(NotWritten(circle), Is.InstanceOf<System.Text.Json.JsonException>());
    }

    [Test]
    public void A_name_that_would_come_back_as_another_is_not_written()
    {
        using var buffer = new EntryBuffer();
        var head = EntryBytes.Head with { Versions = [new("tag:\uD800", 1)] };
        Assert.That(EntryBytes.Codec<int>().TryWrite(head, 1, buffer, out var failure), Is.False);
        Assert.That(failure, Is.InstanceOf<ArgumentException>());
    }

    private static byte[] EndingIn(byte last)
    {
        var bytes = EntryBytes.Write("text");
        bytes[^1] = last;
        return bytes;
    }

    private static Exception NotWritten<T>(T value)
    {
        using var buffer = new EntryBuffer();
        Assert.That(EntryBytes.Codec<T>(s_small).TryWrite(EntryBytes.Head, value, buffer, out var failure), Is.False);
        return failure!;
    }

    private sealed class Endless : ICacheSerializer
    {
        public int Written { get; private set; }

        public void Serialize<T>(T value, IBufferWriter<byte> target)
        {
            for (; ; Written++)
                target.Write<byte>([0]);
        }

        public T Deserialize<T>(ReadOnlySpan<byte> payload) => throw new InvalidOperationException("nothing was written");
    }
}
