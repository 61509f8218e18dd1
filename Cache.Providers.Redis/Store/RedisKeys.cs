using System.Globalization;
using System.Text;
using Cache.SharedTier;

namespace Cache.Store;

/// <summary>Names on the server: every key stands behind the hash tag of its lane, <c>{L07}:app:user-profile:u1</c>, so that one script may touch all that belongs to a lane.</summary>
internal sealed class RedisKeys
{
    private const int TagLength = 6;

    private static readonly string[] s_tags = [.. Enumerable.Range(0, Lanes.Total).Select(static lane => string.Create(CultureInfo.InvariantCulture, $"{{L{lane:00}}}:"))];

    private readonly string[] _sequences;
    private readonly string[] _fences;
    private readonly string[][] _quotas;

    public RedisKeys(string @namespace)
    {
        _sequences = [.. s_tags.Select(tag => $"{tag}{@namespace}:#seq")];
        _quotas = [.. s_tags.Select(tag => new[] { $"{tag}{@namespace}:#quota", $"{tag}{@namespace}:#quota:used", $"{tag}{@namespace}:#quota:ends" })];
        QuotaChecked = $"{s_tags[Lanes.Patterns]}{@namespace}:#quota:checked";
        _fences = [.. s_tags.Select(tag => $"{tag}{@namespace}:#fence")];
        Bus = $"{@namespace}:#bus";
        Landed = $"{@namespace}:#landed";
        Released = $"{@namespace}:#released";
        Own = $"{@namespace}:#";
    }

    /// <summary>The channel of invalidations.</summary>
    public string Bus { get; }

    /// <summary>The channel of loads that have ended.</summary>
    public string Landed { get; }

    /// <summary>The channel of locks that have been released while somebody waited for them.</summary>
    public string Released { get; }

    /// <summary>What the texts of keys begin with that are the protocol's own.</summary>
    public string Own { get; }

    /// <summary>The sequences of all lanes, that of patterns last.</summary>
    public string[] Sequences => _sequences;

    public static string Of(string text) => string.Concat(s_tags[Lanes.Of(text)], text);

    public static string InLane(int lane, string text) => string.Concat(s_tags[lane], text);

    public string Sequence(int lane) => _sequences[lane];

    /// <summary>The highest fencing number of the locks of a lane.</summary>
    public string Fence(int lane) => _fences[lane];

    /// <summary>What a quota counts by, of the values of a lane, or, in the lane of patterns, of all: the sizes and their sum; when each was used; when each expires.</summary>
    public string[] Quota(int lane) => _quotas[lane];

    /// <summary>Stands while no check of the quota is due.</summary>
    public string QuotaChecked { get; }

    /// <summary>A pattern of SCAN for the keys of all lanes that begin with a text.</summary>
    public static string Pattern(string prefix)
    {
        var pattern = new StringBuilder("{L??}:");
        foreach (var one in prefix)
        {
            if (one is '*' or '?' or '[' or ']' or '\\')
                pattern.Append('\\');
            pattern.Append(one);
        }
        return pattern.Append('*').ToString();
    }

    /// <summary>The text of any key on the server; null for a key that stands in the wrong lane.</summary>
    public static string? AnyText(string key)
    {
        if (key.Length < TagLength)
            return null;
        var text = key[TagLength..];
        return key.AsSpan().StartsWith(s_tags[Lanes.Of(text)]) ? text : null;
    }

    /// <summary>The text of a key on the server; null for the protocol's own, and for a key that no store of this format has written.</summary>
    public string? Text(string key)
    {
        return AnyText(key) is { } text && !text.StartsWith(Own, StringComparison.Ordinal) ? text : null;
    }
}
