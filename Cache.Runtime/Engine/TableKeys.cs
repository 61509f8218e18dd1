using System.Runtime.CompilerServices;
using Cache.CompilerServices;
using Cache.Entries;
using Cache.SharedTier;

namespace Cache.Engine;

/// <summary>The keys of one cache, by pages: those of the shared tier, then those that only memory holds.</summary>
/// <remarks>A scan of the shared tier may give a key twice, and a value may come into memory after its key was listed: within a page doubles are left out, across pages they are not.</remarks>
internal sealed class TableKeys<TKey, TValue>(
    EntryTable<TKey, TValue> entries, ILiveEntries<TKey, TValue> live, TableLives<TKey, TValue> lives, KeyTexts<TKey> texts, SharedListing? shared)
    where TKey : notnull
{
    /// <summary>Lists what a glob matches.</summary>
    /// <exception cref="SharedStoreException">The shared tier cannot be listed, or not to the end.</exception>
    public async IAsyncEnumerable<IReadOnlyList<CachedKey>> PagesAsync(KeyGlob glob, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = new Dictionary<string, CachedKey>(StringComparer.Ordinal);
        await foreach (var (full, left) in AllAsync(glob, cancellationToken).ConfigureAwait(false))
        {
            page[full] = new(full.Length > texts.Prefix.Length ? full[(texts.Prefix.Length + 1)..] : "", left);
            if (page.Count < pageSize)
                continue;
            yield return [.. page.Values];
            page.Clear();
        }
        if (page.Count > 0)
            yield return [.. page.Values];
    }

    private async IAsyncEnumerable<(string Full, TimeSpan Left)> AllAsync(KeyGlob glob, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // no more than memory holds
        HashSet<TKey> listed = [];
        if (shared is not null)
        {
            await foreach (var batch in shared.FindAsync(KeyPattern.Of(texts.Prefix, texts.Parts, glob), cancellationToken).ConfigureAwait(false))
            {
                foreach (var (key, full, left, _) in batch)
                {
                    if (entries.TryFind(key, out var here))
                        listed.Add(here);
                    yield return (full, left);
                }
            }
        }
        foreach (var slot in entries.Slots.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (live.Serving(slot) is { } entry && glob.Matches(texts.Arguments(entry.Key)) && !listed.Contains(entry.Key))
                yield return (texts.Full(entry.Key), lives.LeftOf(entry));
        }
    }
}
