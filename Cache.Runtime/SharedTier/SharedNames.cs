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

    /// <summary>A text that begins as the keys do of the cache that a group is of.</summary>
    /// <param name="name">The name of the group's version.</param>
    public static string KeyOfGroup(string name) => name.Remove(name.IndexOf(':', StringComparison.Ordinal) + 1, Group.Length + 1);

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
