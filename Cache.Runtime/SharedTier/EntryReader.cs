using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Cache.SharedTier;

/// <summary>Reads the parts of an entry's head from bytes that nobody vouches for: each part is read if it is all there, and nothing is allocated before that is known.</summary>
internal ref struct EntryReader(ReadOnlySpan<byte> bytes)
{
    // a name's length and its version: what no version is shorter than
    private const int SmallestVersion = 1 + sizeof(long);

    /// <summary>What has not been read yet.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = bytes;

    public bool TryText(out string text)
    {
        text = "";
        if (!TryLength(out var length) || length > Rest.Length || !Utf8.IsValid(Rest[..length]))
            return false;
        text = Encoding.UTF8.GetString(Rest[..length]);
        Rest = Rest[length..];
        return true;
    }

    public bool TryInt64(out long number)
    {
        if (!BinaryPrimitives.TryReadInt64LittleEndian(Rest, out number))
            return false;
        Rest = Rest[sizeof(long)..];
        return true;
    }

    /// <summary>Reads versions.</summary>
    /// <param name="known">Those that most often stand first: what is as it is known is not made anew.</param>
    /// <param name="versions">The versions; <paramref name="known"/> itself where they are just those.</param>
    public bool TryVersions(NamedVersion[] known, out NamedVersion[] versions)
    {
        versions = [];
        if (!TryLength(out var count) || count > Rest.Length / SmallestVersion)
            return false;
        var before = Rest;
        var isKnown = count >= known.Length && TryPass(known);
        if (isKnown && count == known.Length)
        {
            versions = known;
            return true;
        }
        if (!isKnown)
            Rest = before;
        var first = isKnown ? known.Length : 0;
        versions = new NamedVersion[count];
        known.AsSpan(0, first).CopyTo(versions);
        foreach (ref var version in versions.AsSpan(first))
        {
            if (!TryText(out var name) || !TryInt64(out var number))
                return false;
            version = new(name, number);
        }
        return true;
    }

    // passes versions over, if it is just those that come next; else it may stand anywhere
    private bool TryPass(NamedVersion[] versions)
    {
        foreach (var (name, version) in versions)
        {
            if (!TryLength(out var length) || length > Rest.Length || !Ascii.Equals(Rest[..length], name))
                return false;
            Rest = Rest[length..];
            if (!TryInt64(out var number) || number != version)
                return false;
        }
        return true;
    }

    private bool TryLength(out int length)
    {
        var read = 0ul;
        length = 0;
        for (var i = 0; i < Math.Min(Rest.Length, 5); i++)
        {
            read |= (ulong)(Rest[i] & 0x7F) << (7 * i);
            if (Rest[i] >= 0x80)
                continue;
            Rest = Rest[(i + 1)..];
            length = (int)Math.Min(read, int.MaxValue);
            return read <= int.MaxValue;
        }
        return false;
    }
}
