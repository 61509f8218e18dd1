using System.Runtime.CompilerServices;
using Cache.Coherence;
using Cache.SharedTier;

namespace Cache.Engine;

/// <summary>Lists the live values of one cache in the shared tier.</summary>
/// <remarks>
/// A scan gives names alone. Whether a value is live stands in it (an invalidation of a tag or of all only moves a version), and so does the key where the name is a hash, so each that may match is read, in
/// batches of bounded size; its value is not.
/// </remarks>
internal sealed class SharedListing(SharedNode node)
{
    private const int Batch = 100;

    /// <exception cref="SharedStoreException">The shared tier cannot be listed, or not to the end.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ListedKey>> FindAsync(KeyPattern pattern, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var keys in NamesAsync(pattern, cancellationToken).ConfigureAwait(false))
        {
            foreach (var batch in keys.Chunk(Batch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return await ReadAsync(pattern, batch).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The keys that may be matched, whatever stands there.</summary>
    /// <exception cref="SharedStoreException">The shared tier cannot be listed, or not to the end.</exception>
    public async IAsyncEnumerable<IEnumerable<string>> NamesAsync(KeyPattern pattern, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await node.ReadyAsync().ConfigureAwait(false);
        await foreach (var keys in node.Store.ScanAsync(pattern.Prefix, cancellationToken).ConfigureAwait(false))
            yield return keys.Where(key => IsMatched(pattern, key));
    }

    // the prefix of one cache may be the beginning of another's
    private static bool IsMatched(KeyPattern pattern, string key) =>
        (key.Length == pattern.Prefix.Length || key[pattern.Prefix.Length] == ':') && SharedKey.IsMatched(pattern, key);

    /// <summary>Those of some keys that have a live value which is matched, in the same order.</summary>
    /// <exception cref="SharedStoreException">They cannot be read.</exception>
    public async Task<List<ListedKey>> ReadAsync(KeyPattern pattern, string[] keys)
    {
        var slots = await Task.WhenAll(keys.Select(node.Store.GetAsync)).ConfigureAwait(false);
        var now = node.Watermark.ServerNow;
        var found = new List<(SharedStanding Standing, SharedEntry Entry, int Size)>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            if (EntryFormat.TryRead(slots[i].Value, out var entry) && (entry.Expires == 0 || entry.Expires > now) && (entry.Key is null || IsMatched(pattern, entry.Key)))
                found.Add((new(keys[i], slots[i].Kind, slots[i].Id, entry.Expires), entry, slots[i].Value.Length));
        }
        if (found.Count == 0)
            return [];

        string[] names = [.. found.SelectMany(static one => one.Entry.Versions).Select(static version => version.Name).Distinct(StringComparer.Ordinal)];
        var read = await node.Store.GetVersionsAsync(names).ConfigureAwait(false);
        var versions = names.Zip(read).ToDictionary(static one => one.First, static one => one.Second, StringComparer.Ordinal);
        return
        [
            .. found.Where(one => one.Entry.Versions.All(version => versions[version.Name] == version.Version))
                .Select(one => new ListedKey(one.Standing.Key, one.Entry.Key ?? one.Standing.Key, one.Standing.Left(now), one.Size)),
        ];
    }
}

/// <summary>A live value that a listing has found in the shared tier.</summary>
/// <param name="Key">Its key there.</param>
/// <param name="Full">The whole key.</param>
/// <param name="Left">How long it still lives.</param>
/// <param name="Size">Its bytes, as they are stored.</param>
internal readonly record struct ListedKey(string Key, string Full, TimeSpan Left, int Size);
