using Cache.SharedTier;

namespace Cache.Tests.SharedTier;

/// <summary>Nodes of different versions of the application share the entries: their bytes are held fast.</summary>
public class EntryGoldenTests
{
    private static readonly string s_long = string.Concat(Enumerable.Repeat("The quick brown fox. ", 400));

    public record Profile(string Name, int Age, string[] Roles, DateTime Since);

    private static readonly Profile s_profile = new("Zoë \"Z\" Ωmega", 41, ["admin", "ops"], new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));

    [Test]
    public void A_record_is_its_json() => Holds("record", s_profile, EntryBytes.Head, Same);

    [Test]
    public void Key_and_versions_stand_before_the_payload() => Holds("record-with-key-and-versions", s_profile, EntryBytes.FullHead, Same);

    [Test]
    public void Null_is_a_flag() => Holds<Profile?>("null", null, EntryBytes.Head, (read, _) => Assert.That(read, Is.Null));

    [Test]
    public void A_default_struct_is_a_value() => Holds("default-struct", default((int Count, string? Name)), EntryBytes.Head with { Expires = 0 }, Same);

    [Test]
    public void A_string_is_its_utf8() => Holds("string", "grüße 😀", EntryBytes.Head, Same);

    [Test]
    public void A_string_with_half_a_surrogate_pair_is_its_units() => Holds("string-of-units", "a\uD800b", EntryBytes.Head, Same);

    [Test]
    public void Bytes_are_themselves() => Holds("bytes", new byte[] { 0, 1, 2, 253, 254, 255 }, EntryBytes.Head, Same);

    [Test]
    public void A_sliding_time_stands_before_the_versions() => Holds("sliding", new byte[] { 1, 2, 3 }, EntryBytes.FullHead with { Sliding = 1_200_000_000 }, Same);

    // what the encoder makes of it may change with the framework; that it can be read may not
    [Test]
    public void A_compressed_entry_of_the_past_is_read()
    {
        var golden = GoldenFile.Read("compressed", () => EntryBytes.Write(s_long));
        Assert.That(EntryBytes.Read(golden).Flags, Is.EqualTo(EntryFlags.Compressed | EntryFlags.Utf8));
        Assert.That(EntryBytes.ReadValue<string>(golden), Is.EqualTo(s_long));
    }

    private static void Holds<T>(string name, T value, SharedEntry head, Action<T, T> demand)
    {
        var golden = GoldenFile.Read(name, () => EntryBytes.Write(value, head));
        Assert.That(GoldenFile.Dump(EntryBytes.Write(value, head)), Is.EqualTo(GoldenFile.Dump(golden)));
        var entry = EntryBytes.Read(golden);
        Assert.Multiple(() =>
        {
            Assert.That((entry.Created, entry.Expires, entry.LoadTime, entry.Sliding, entry.Key), Is.EqualTo((head.Created, head.Expires, head.LoadTime, head.Sliding, head.Key)));
            Assert.That(entry.Versions, Is.EqualTo(head.Versions));
            demand(EntryBytes.ReadValue<T>(golden), value);
        });
    }

    private static void Same<T>(T read, T expected) => Assert.That(read, Is.EqualTo(expected).UsingPropertiesComparer());
}
