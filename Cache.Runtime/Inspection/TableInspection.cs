using System.Text.Json;
using Cache.CompilerServices;
using Cache.Coherence;
using Cache.Engine;
using Cache.Entries;
using Cache.Time;

namespace Cache.Inspection;

/// <summary>The parts of a cache that its inspection goes to.</summary>
internal sealed record InspectedParts<TKey, TValue>(
    CacheDefinition Definition,
    EntryTable<TKey, TValue> Entries,
    ILiveEntries<TKey, TValue> Live,
    TableLives<TKey, TValue> Lives,
    TableWrites<TKey, TValue> Writes,
    TableInvalidations<TKey, TValue> Invalidations,
    KeyTexts<TKey> Texts,
    EntryVersions<TKey> Versions,
    EntryPolicy Policy,
    CoarseClock Clock,
    SharedEntries<TKey, TValue>? SharedEntries,
    SharedNode? Shared)
    where TKey : notnull;

/// <summary>One cache of a container, inspected. It holds nothing: made where somebody asks.</summary>
internal sealed class TableInspection<TKey, TValue> : ICacheInspection
    where TKey : notnull
{
    private readonly InspectedParts<TKey, TValue> _parts;
    private readonly InspectedKeys<TKey, TValue> _keys;
    private readonly InspectedEntries<TKey, TValue> _entries;

    public TableInspection(InspectedParts<TKey, TValue> parts, ICacheSerializer serializer)
    {
        _parts = parts;
        var finder = new KeyFinder<TKey, TValue>(parts.Entries, parts.Texts, parts.Definition.Parameters.Length, parts.Shared is not null);
        _keys = new(parts.Entries, parts.Live, parts.Lives, parts.Texts, finder, parts.Shared is null ? null : new(parts.Shared));
        _entries = new(parts, finder, new(parts.Definition.Serializer, serializer));
    }

    public Type ValueType => typeof(TValue);

    public int Parts => _parts.Texts.Parts;

    public bool IsEnabled => _parts.Policy.IsEnabled;

    public Task<InspectedPage> PageAsync(KeyGlob glob, string? after, int limit, CancellationToken cancellationToken) => _keys.PageAsync(glob, after, limit, cancellationToken);

    public ValueTask<InspectedEntry?> FindAsync(string key, bool withValue) => _entries.FindAsync(key, withValue);

    public ValueTask<bool> SetAsync(string key, JsonElement json, TimeSpan? ttl) => _entries.SetAsync(key, json, ttl);

    public ValueTask<bool> TouchAsync(string key, TimeSpan ttl) => _entries.TouchAsync(key, ttl);

    public ValueTask<InvalidationResult> InvalidateAsync(string key) => _entries.InvalidateAsync(key);

    public ValueTask<InvalidationResult> InvalidateMatchingAsync(KeyGlob glob) => _parts.Invalidations.MatchingAsync(glob);

    public ValueTask<InvalidationResult> InvalidateAllAsync() => _parts.Invalidations.AllAsync();
}
