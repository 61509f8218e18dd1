using Cache.CompilerServices;
using Cache.Engine;
using Cache.Entries;
using Cache.SharedTier;

namespace Cache.Inspection;

/// <summary>The keys of live values of one cache, by pages, in the order of their texts.</summary>
/// <remarks>
/// A page is made by itself, so that no node has to remember what it has shown to whom: of all names, which costs a scan, the first ones after the page before are kept, and only those are read. A key that stands the whole time is
/// in exactly one page, however much comes and goes beside it. Of values that are dead by a version the names stand too; many of them in a row make a page that is shorter than it was asked for, and has a next one all the same.
/// </remarks>
internal sealed class InspectedKeys<TKey, TValue>(
    EntryTable<TKey, TValue> entries, ILiveEntries<TKey, TValue> live, TableLives<TKey, TValue> lives, KeyTexts<TKey> texts, KeyFinder<TKey, TValue> finder, SharedListing? shared)
    where TKey : notnull
{
    private const int Looked = 500;
    private const int Batch = 100;

    public async Task<InspectedPage> PageAsync(KeyGlob glob, string? after, int limit, CancellationToken cancellationToken)
    {
        var pattern = KeyPattern.Of(texts.Prefix, texts.Parts, glob);
        var first = new FirstNames<CacheEntry<TKey, TValue>>(after, Math.Max(limit, Looked));
        foreach (var slot in entries.Slots.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (live.Serving(slot) is { } entry && glob.Matches(texts.Arguments(entry.Key)))
                first.Add(texts.Shared(entry.Key, out _), entry);
        }
        if (shared is not null)
        {
            await foreach (var names in shared.NamesAsync(pattern, cancellationToken).ConfigureAwait(false))
            {
                foreach (var name in names)
                    first.Add(name, null);
            }
        }

        var keys = new List<InspectedKey>(limit);
        string? last = null;
        foreach (var batch in first.All.Chunk(Batch))
        {
            var known = shared is null ? [] : (await shared.ReadAsync(pattern, Array.ConvertAll(batch, static one => one.Name)).ConfigureAwait(false)).ToDictionary(static one => one.Key, StringComparer.Ordinal);
            foreach (var (name, entry) in batch)
            {
                if (keys.Count == limit)
                    return new(keys, last);
                last = name;
                if (Of(known.TryGetValue(name, out var there) ? there : null, entry) is { } key)
                    keys.Add(key);
            }
        }
        return new(keys, first.HasMore ? last : null);
    }

    // the time is that of the shared tier where it has the value: a copy in memory may end before
    private InspectedKey? Of(ListedKey? there, CacheEntry<TKey, TValue>? here) => there is { } shared
        ? new(finder.Short(shared.Full), shared.Left, shared.Size, here is null ? InspectedTier.Shared : InspectedTier.Both)
        : here is not null ? new(finder.Short(texts.Full(here.Key)), lives.LeftOf(here), here.Size, InspectedTier.Memory) : null;
}

/// <summary>The first names, in their order, of any number that come in any order.</summary>
/// <param name="after">What they come after; null where they begin at the beginning.</param>
/// <param name="capacity">How many are kept.</param>
internal sealed class FirstNames<T>(string? after, int capacity)
    where T : class
{
    private readonly SortedSet<(string Name, T? What)> _first = new(Comparer<(string Name, T? What)>.Create(static (one, other) => string.CompareOrdinal(one.Name, other.Name)));

    /// <summary>Whether there were more than are kept.</summary>
    public bool HasMore { get; private set; }

    public IEnumerable<(string Name, T? What)> All => _first;

    /// <summary>Adds a name; what came first with it stays.</summary>
    public void Add(string name, T? what)
    {
        if (after is not null && string.CompareOrdinal(name, after) <= 0)
            return;
        if (!_first.Add((name, what)) || _first.Count <= capacity)
            return;
        _first.Remove(_first.Max);
        HasMore = true;
    }
}
