using Cache.Engine;
using Microsoft.Extensions.Caching.Hybrid;

namespace Cache.Ecosystem;

/// <summary>What the options and tags of a call of the HybridCache say to the engine; a setting that is null is the default options', and where those are null too, the policy's.</summary>
/// <param name="defaults">The default options.</param>
/// <param name="isShared">Whether there is a shared tier. Without one, flags that are about it say nothing.</param>
internal sealed class HybridTerms(HybridCacheEntryOptions? defaults, bool isShared)
{
    private const EntrySkips OfShared = EntrySkips.SharedRead | EntrySkips.SharedWrite | EntrySkips.Compression;

    // longer than that is for ever, and no sum of times overflows
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(100 * 365);

    /// <summary>What a call does without.</summary>
    public EntrySkips Skips(HybridCacheEntryOptions? options)
    {
        // the bits are the same
        var skips = (EntrySkips)(options?.Flags ?? defaults?.Flags ?? HybridCacheEntryFlags.None);
        return isShared ? skips : skips & ~OfShared;
    }

    /// <exception cref="ArgumentException">A tag is null, empty or <c>*</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An expiration is neither above zero nor infinite.</exception>
    public EntryTerms Of(HybridCacheEntryOptions? options, IEnumerable<string>? tags) => new()
    {
        Skips = Skips(options),
        Ttl = Life(options?.Expiration ?? defaults?.Expiration, nameof(HybridCacheEntryOptions.Expiration)),
        LocalTtl = Life(options?.LocalCacheExpiration ?? defaults?.LocalCacheExpiration, nameof(HybridCacheEntryOptions.LocalCacheExpiration)),
        Tags = tags is null ? [] : [.. tags.Select(Checked).Distinct(StringComparer.Ordinal)],
    };

    /// <summary>The same, past whatever is there.</summary>
    public static EntryTerms PastAll(EntryTerms terms) => terms with { Skips = terms.Skips | EntrySkips.LocalRead | EntrySkips.SharedRead };

    /// <summary>What the engine has to know before the load, which says Ttl and tags itself; null is nothing, and so a call like any other.</summary>
    public static EntryTerms? ForLoad(EntryTerms terms) => terms is { Skips: EntrySkips.None, LocalTtl: null } ? null : terms;

    /// <summary>A duration that the engine can reckon with.</summary>
    public static TimeSpan? Life(TimeSpan? given, string name)
    {
        if (given is not { } life || life == Timeout.InfiniteTimeSpan)
            return given;
        if (life <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(name, life, $"{name} is to be above zero, or Timeout.InfiniteTimeSpan for an entry that does not expire.");
        return life > s_longest ? Timeout.InfiniteTimeSpan : life;
    }

    private static string Checked(string tag)
    {
        if (string.IsNullOrEmpty(tag))
            throw new ArgumentException("A tag is null or empty. Leave it out, or give it a text.", nameof(tag));
        return tag != EngineHybridCache.Everything
            ? tag
            : throw new ArgumentException("The tag \"*\" stands for all that the HybridCache holds, in RemoveByTagAsync, and cannot be that of an entry. Use another text.", nameof(tag));
    }
}
