using System.Globalization;
using Cache.CompilerServices;

namespace Cache.SharedTier;

/// <summary>The full names of versions, by which the shared tier and its messages know them. <c>#</c> stands in no name of a cache, so none of them is a key.</summary>
internal static class SharedNames
{
    public const string Tag = "#tag";
    public const string All = "#all";
    public const string Group = "#group";
    public const string TagClock = "#tags";
    public const string Key = "#key";
    public const string Scan = "#scan";
    public const string Mark = "#mark";
    public const string Lock = "#lock";
    public const string Limit = "#limit";

    /// <summary>The version of a tag: <c>app:#tag:user%3A1</c>.</summary>
    public static string OfTag(string cacheNamespace, string tag) => $"{cacheNamespace}:{Tag}:{Escaped(tag)}";

    /// <summary>A lock: <c>app:#lock:record:42</c>. It is the name of no version, and of no key of a cache.</summary>
    public static string OfLock(string cacheNamespace, string key) => SharedKey.Of($"{cacheNamespace}:{Lock}:{Escaped(key)}", out _);

    /// <summary>The permits of a rate limit: <c>app:#limit:1m:user:42</c>. It is the name of no version, and of no key of a cache.</summary>
    public static string OfLimit(string cacheNamespace, TimeSpan window, string key) => SharedKey.Of($"{cacheNamespace}:{Limit}:{CacheDuration.Format(window)}:{Escaped(key)}", out _);

    /// <summary>The version of a whole cache: <c>app:#all:orders</c>.</summary>
    /// <param name="prefix">What its keys begin with: <c>app:orders</c>.</param>
    public static string OfAll(string prefix) => Marked(All, prefix);

    /// <summary>The version of one group of a cache: <c>app:#group:orders:0:acme</c>.</summary>
    /// <param name="prefix">What the cache's keys begin with.</param>
    /// <param name="parameter">The place of the parameter in the key.</param>
    /// <param name="argument">The argument's text.</param>
    public static string OfGroup(string prefix, int parameter, string argument) =>
        string.Create(CultureInfo.InvariantCulture, $"{Marked(Group, prefix)}:{parameter}:{argument}");

    /// <summary>Whether a name is that of a group's version.</summary>
    public static bool IsGroup(string name) => Rest(name).StartsWith(Group + ':', StringComparison.Ordinal);

    /// <summary>The key that a version is of; of a group's, a text that begins as the keys of its cache do.</summary>
    /// <param name="name">The name of the version of a key or of a group.</param>
    public static string KeyOfVersion(string name)
    {
        var start = name.IndexOf(':', StringComparison.Ordinal) + 1;
        return name.Remove(start, name.IndexOf(':', start) + 1 - start);
    }

    /// <summary>The version of one key, for what has read it: <c>app:#key:orders:acme:1</c>. It is in the lane of the key, and goes with it: one that is born later is another.</summary>
    /// <param name="key">The key in the shared tier.</param>
    public static string OfKey(string key) => Marked(Key, key);

    /// <summary>Whether a name is that of a tag's version.</summary>
    public static bool IsTag(string name) => Rest(name).StartsWith(Tag + ':', StringComparison.Ordinal);

    /// <summary>Whether a name is that of a key's version.</summary>
    public static bool IsOfKey(string name) => Rest(name).StartsWith(Key + ':', StringComparison.Ordinal);

    /// <summary>The version that moves with each scan of a cache, for what has read any key of it: <c>app:#scan:orders</c>.</summary>
    /// <param name="prefix">What its keys begin with.</param>
    public static string OfScan(string prefix) => Marked(Scan, prefix);

    /// <summary>The version that moves before any tag of a namespace does.</summary>
    public static string TagClockIn(string cacheNamespace) => $"{cacheNamespace}:{TagClock}";

    /// <summary>The clock that belongs to the version of a tag.</summary>
    public static string TagClockOf(string name) => TagClockIn(name[..name.IndexOf(':', StringComparison.Ordinal)]);

    /// <summary>A name in each lane at which nothing ever stands: to invalidate it only moves the lane.</summary>
    /// <param name="prefix">What the keys of a cache begin with; all of a namespace have the same marks.</param>
    public static string[] Marks(string prefix)
    {
        var marks = new string[Lanes.Count];
        var missing = marks.Length;
        for (var number = 0; missing > 0; number++)
        {
            var mark = string.Create(CultureInfo.InvariantCulture, $"{prefix.AsSpan(0, prefix.IndexOf(':', StringComparison.Ordinal))}:{Mark}:{number}");
            ref var place = ref marks[Lanes.Of(mark)];
            if (place is null)
                missing--;
            place ??= mark;
        }
        return marks;
    }

    /// <summary>What the keys of a cache begin with, by one of them, as far as the text of a key tells.</summary>
    public static string PrefixOf(string key)
    {
        var end = key.IndexOf(':', key.IndexOf(':', StringComparison.Ordinal) + 1);
        return end < 0 ? key : key[..end];
    }

    private static ReadOnlySpan<char> Rest(string name) => name.AsSpan(name.IndexOf(':', StringComparison.Ordinal) + 1);

    private static string Marked(string kind, string prefix) => prefix.Insert(prefix.IndexOf(':', StringComparison.Ordinal) + 1, $"{kind}:");

    // what could not stand in a key is escaped, and two tags stay two
    private static string Escaped(string tag) => KeyWriter.Write(tag, static (string value, ref KeyWriter text) => text.Append(value), 1);
}
