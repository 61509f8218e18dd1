using Cache.SharedTier;

namespace Cache.Tests.SharedTier;

/// <summary>Bytes that nobody vouches for are an entry or none; they are never an exception, nor much memory.</summary>
public class EntryFormatTests
{
    private static readonly byte[][] s_entries =
    [
        EntryBytes.Write("a text", EntryBytes.FullHead),
        EntryBytes.Write(new EntryGoldenTests.Profile("x", 1, ["y"], default), EntryBytes.FullHead),
        EntryBytes.Write(new string('z', 10_000), EntryBytes.FullHead),
        EntryBytes.Write<string?>(null, EntryBytes.FullHead),
        EntryBytes.Write(new byte[] { 1, 2, 3 }),
        EntryBytes.Write("a text", EntryBytes.FullHead with { Sliding = 1_200_000_000 }),
    ];

    [Test]
    public void No_truncation_is_taken_for_an_entry([ValueSource(nameof(s_entries))] byte[] entry)
    {
        for (var length = 0; length < entry.Length; length++)
            Assert.That(EntryFormat.TryRead(entry.AsMemory(0, length), out _), Is.False, $"{length} of {entry.Length} bytes");
        Assert.That(EntryFormat.TryRead(entry, out _), Is.True);
    }

    [Test]
    public void No_appended_byte_is_taken_for_a_part([ValueSource(nameof(s_entries))] byte[] entry) =>
        Assert.That(EntryFormat.TryRead((byte[])[.. entry, 0], out _), Is.False);

    [Test]
    public void Versions_are_read_as_they_stand_whatever_is_known()
    {
        NamedVersion people = new("app:people", 5), tag = new("app:tag:a", 6), word = new("app:tag:ü", 7);
        NamedVersion[][] all = [[], [people], [tag], [people, tag], [tag, people], [people, tag, word], [people with { Version = 4 }, tag], [people, tag with { Name = "app:tag:b" }], [word], [word, people]];
        foreach (var versions in all)
        {
            var bytes = EntryBytes.Write("a text", EntryBytes.Head with { Versions = versions });
            foreach (var known in all)
            {
                Assert.That(EntryFormat.TryRead(bytes, out var entry, known), Is.True);
                Assert.That(entry.Versions, Is.EqualTo(versions), $"known: {string.Join(", ", known)}");
                for (var length = 0; length < bytes.Length; length++)
                    Assert.That(EntryFormat.TryRead(bytes.AsMemory(0, length), out _, known), Is.False, $"{length} of {bytes.Length} bytes");
            }
        }
    }

    [Test]
    public void Versions_that_are_known_are_not_made_anew()
    {
        NamedVersion[] known = [new("app:people", 5), new("app:tag:a", 6)];
        var bytes = EntryBytes.Write("a text", EntryBytes.Head with { Versions = [.. known] });
        Assert.That(EntryFormat.TryRead(bytes, out var entry, known), Is.True);
        Assert.That(entry.Versions, Is.SameAs(known));
    }

    [Test]
    public void Any_byte_may_be_corrupt([ValueSource(nameof(s_entries))] byte[] entry)
    {
        var read = 0;
        for (var at = 0; at < entry.Length; at++)
        {
            foreach (var bits in new byte[] { 1, 0x10, 0x80, 0xFF })
            {
                var corrupt = entry.ToArray();
                corrupt[at] ^= bits;
                if (ReadsWithin(corrupt, entry.Length))
                    read++;
            }
        }
        Assert.That(read, Is.GreaterThan(0), "times, versions and names have no check of their own");
    }

    [Test]
    public void Random_bytes_are_no_entry_and_take_no_memory()
    {
        var random = new Random(7);
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            // half of them pretend to be of this format, with flags that it knows
            if (bytes.Length > 1 && i % 2 == 0)
                (bytes[0], bytes[1]) = (EntryFormat.Version, (byte)(bytes[1] & 0x0F));
            _ = ReadsWithin(bytes, bytes.Length);
        }
    }

    [TestCase("ff ff ff ff 07", Description = "2 GB")]
    [TestCase("ff ff ff ff 0f", Description = "more than an int")]
    [TestCase("ff ff ff ff ff ff ff", Description = "without end")]
    [TestCase("80 80 80 80 80 01")]
    public void A_length_that_cannot_be_is_refused_before_anything_is_allocated(string length)
    {
        byte[] absurd = [.. EntryBytes.Write<string?>(null)[..30], .. Convert.FromHexString(length.Replace(" ", "", StringComparison.Ordinal)), .. new byte[40]];
        Assert.That(ReadsWithin(absurd, absurd.Length), Is.False, "as a number of versions");
        absurd[1] |= (byte)EntryFlags.KeyInside;
        Assert.That(ReadsWithin(absurd, absurd.Length), Is.False, "as the length of a key");
    }

    [Test]
    public void Another_version_of_the_format_is_no_entry([Values(0, 2, 255)] byte version)
    {
        var bytes = s_entries[0].ToArray();
        bytes[0] = version;
        Assert.That(EntryFormat.TryRead(bytes, out _), Is.False);
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(long.MaxValue)]
    public void A_sliding_time_that_cannot_be_is_no_entry(long sliding)
    {
        var bytes = EntryBytes.Write("a text", EntryBytes.Head with { Sliding = 1 });
        Assert.That(EntryBytes.Read(bytes).Sliding, Is.EqualTo(1));
        BitConverter.TryWriteBytes(bytes.AsSpan(30), sliding);
        Assert.That(EntryFormat.TryRead(bytes, out _), Is.False);
    }

    [Test]
    public void A_flag_of_a_newer_format_is_no_entry([Values(128)] byte flag)
    {
        var bytes = s_entries[0].ToArray();
        bytes[1] |= flag;
        Assert.That(EntryFormat.TryRead(bytes, out _), Is.False);
    }

    private static bool ReadsWithin(byte[] bytes, int length)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reads = EntryFormat.TryRead(bytes, out _);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // a letter becomes two bytes, a version at least 9 bytes becomes 16, each name has a header
        if (allocated > 256 + (8L * length))
            Assert.Fail($"{allocated} bytes were allocated for {length}\n{GoldenFile.Dump(bytes)}");
        return reads;
    }
}
