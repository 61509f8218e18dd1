using Cache.SharedTier;

namespace Cache.Coherence;

internal enum SharedChangeKind
{
    Key,
    Pattern,
    Version,
    Tag,

    /// <summary>What has read a key, whose new value stands there already.</summary>
    Readers,
}

/// <summary>One invalidation on its way to the shared tier: told by its text, so that two of the same are one.</summary>
/// <param name="Kind">What is invalidated.</param>
/// <param name="Text">The key's full text, the pattern's text, or the full name of the version (of a key, where its readers are meant).</param>
internal readonly record struct SharedChange(SharedChangeKind Kind, string Text)
{
    /// <summary>Whether the version of a whole cache covers it.</summary>
    public bool IsOfOneCache => Kind is SharedChangeKind.Key or SharedChangeKind.Pattern or SharedChangeKind.Readers || (Kind is SharedChangeKind.Version && SharedNames.IsGroup(Text));

    /// <summary>The version that what has read the thing itself is under. Of a key and of a pattern it goes with them; all else is a version by itself.</summary>
    public string Tracked => Kind switch
    {
        SharedChangeKind.Key => SharedNames.OfKey(Text),
        SharedChangeKind.Pattern => SharedNames.OfScan(Text.Split('\n')[0]),
        _ => Text,
    };

    /// <summary>Brings it to the shared tier.</summary>
    /// <returns>The new version, where one was moved; else 0.</returns>
    /// <exception cref="SharedStoreException">It is not known to have been applied.</exception>
    public Task<long> SendAsync(ISharedStore store) => Kind switch
    {
        SharedChangeKind.Key or SharedChangeKind.Readers => SendKeyAsync(store, Text),
        SharedChangeKind.Pattern => SendPatternAsync(store, Text),
        SharedChangeKind.Tag => SendTagAsync(store, Text),
        _ => store.MoveVersionAsync(Text),
    };

    /// <summary>Brings several to the shared tier: one, or the keys of one lane.</summary>
    /// <exception cref="SharedStoreException">They are not known to have been applied.</exception>
    public static Task SendAsync(ISharedStore store, SharedChange[] changes) => changes is [var one]
        ? one.SendAsync(store)
        : store.InvalidateAsync(Lanes.Of(changes[0].Text), [.. changes.Select(static change => change.Text)]);

    private static async Task<long> SendKeyAsync(ISharedStore store, string key)
    {
        await store.InvalidateAsync(Lanes.Of(key), [key]).ConfigureAwait(false);
        return 0;
    }

    // a load that names a tag only when it ends reads the clock of tags before it begins, and again after it has read the tag's version: so the clock moves first
    private static async Task<long> SendTagAsync(ISharedStore store, string name)
    {
        await store.MoveVersionAsync(SharedNames.TagClockOf(name)).ConfigureAwait(false);
        return await store.MoveVersionAsync(name).ConfigureAwait(false);
    }

    // value and lease share the key, so one pass finds every load that began before it; the message goes last, for copies of what the server no longer has. A write that stores its
    // result stands nowhere while its body runs: it asks its lane whether anything has moved, so every lane moves before the pass begins
    private static async Task<long> SendPatternAsync(ISharedStore store, string text)
    {
        if (!KeyPattern.TryParse(text, out var pattern))
            throw new ArgumentException($"Not a pattern: '{text}'.", nameof(text));
        await Task.WhenAll(SharedNames.Marks(pattern.Prefix).Select((mark, lane) => store.InvalidateAsync(lane, [mark]))).ConfigureAwait(false);
        await foreach (var keys in store.ScanAsync(pattern.Prefix, CancellationToken.None).ConfigureAwait(false))
        {
            foreach (var lane in keys.Where(key => SharedKey.IsMatched(pattern, key)).GroupBy(Lanes.Of))
                await store.InvalidateAsync(lane.Key, [.. lane]).ConfigureAwait(false);
        }
        await store.PublishPatternAsync(text).ConfigureAwait(false);
        // what has read a key that no longer stands there, and so was not found
        return await store.MoveVersionAsync(SharedNames.OfScan(pattern.Prefix)).ConfigureAwait(false);
    }
}
