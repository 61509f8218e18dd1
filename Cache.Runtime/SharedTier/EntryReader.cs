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

    public bool TryText(out string text) => TryText([], out text);

    // a name that is known is most often the one that stands there: it is not made anew
    private bool TryText(ReadOnlySpan<NamedVersion> known, out string text)
    {
        text = "";
        if (!TryLength(out var length) || length > Rest.Length)
            return false;
        var bytes = Rest[..length];
        foreach (var (name, _) in known)
        {
            if (Ascii.Equals(bytes, name))
                text = name;
        }
        if (text.Length == 0)
        {
            if (!Utf8.IsValid(bytes))
                return false;
            text = Encoding.UTF8.GetString(bytes);
        }
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

    /// <param name="known">Versions whose names may be among them.</param>
    /// <param name="versions">The versions.</param>
    public bool TryVersions(ReadOnlySpan<NamedVersion> known, out NamedVersion[] versions)
    {
        versions = [];
        if (!TryLength(out var count) || count > Rest.Length / SmallestVersion)
            return false;
        if (count > 0)
            versions = new NamedVersion[count];
        foreach (ref var version in versions.AsSpan())
        {
            if (!TryText(known, out var name) || !TryInt64(out var number))
                return false;
            version = new(name, number);
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
