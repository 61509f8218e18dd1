using System.Globalization;
using System.Text;

namespace Cache.Tests.SharedTier;

/// <summary>Bytes as they were reviewed, sixteen a line with their letters beside them. With UPDATE_SNAPSHOTS=1 they are written anew, for the next review.</summary>
internal static class GoldenFile
{
    private const int Width = 16;

    public static byte[] Read(string name, Func<byte[]> write)
    {
        var file = Path.Combine(Repository.Root, "Cache.Tests", "SharedTier", "Golden", name + ".hex");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(file, Dump(write()));
        Assert.That(File.Exists(file), Is.True, $"there is no golden file {name}: write it with UPDATE_SNAPSHOTS=1, and review it");
        return [.. File.ReadLines(file).SelectMany(Parse)];
    }

    public static string Dump(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(Width, bytes.Length)..])
        {
            var line = bytes[..Math.Min(Width, bytes.Length)];
            text.Append(string.Join(' ', line.ToArray().Select(one => one.ToString("x2", CultureInfo.InvariantCulture))).PadRight(Width * 3)).Append("| ");
            foreach (var one in line)
                text.Append(one is >= 0x20 and < 0x7F ? (char)one : '.');
            text.Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<byte> Parse(string line) =>
        line[..line.IndexOf('|', StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => byte.Parse(one, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
