using System.Text.Json;
using Cache.Engine;
using Cache.Entries;
using Cache.Loading;
using Cache.SharedTier;

namespace Cache.Inspection;

/// <summary>What stands at the keys of one cache, by their texts, and what an operator does to it.</summary>
/// <remarks>
/// A change goes the way of the cache's own: where the typed key is known, here or from the text, it is the very call that an accessor makes. Where only the shared tier has the entry, which knows no typed keys, the same
/// commands are sent for the text, with the versions that the entry lists; memory holds nothing of it then, and whatever comes meanwhile is dropped after.
/// </remarks>
internal sealed class InspectedEntries<TKey, TValue>(
    InspectedParts<TKey, TValue> parts, KeyFinder<TKey, TValue> finder, ValueView<TValue> values)
    where TKey : notnull
{
    public async ValueTask<InspectedEntry?> FindAsync(string key, bool withValue)
    {
        var places = finder.Places(key);
        var here = Here(places, out var isStaleHere);
        var there = await ThereAsync(places).ConfigureAwait(false);
        // a live one goes before one that is only kept
        var isStale = (here is null || isStaleHere) && there is not { IsOver: false };
        if (isStaleHere && !isStale)
            here = null;
        if (there is { IsOver: true } && (here is not null || !isStale))
            there = null;
        if (here is null && there is null)
            return null;

        var value = here is not null ? here.Value : there!.Value;
        string? note = null;
        JsonElement? json = null;
        if (withValue && (here is not null || there!.IsReadable))
            json = values.Show(value, out note);
        else if (withValue)
            note = "The cache's serializer cannot read what stands there: it is of another version of the application, and counts as a miss.";
        var tier = here is null ? InspectedTier.Shared : there is null ? InspectedTier.Memory : InspectedTier.Both;
        var left = there is not null ? there.Standing.Left(parts.Shared!.Watermark.ServerNow) : parts.Lives.LeftOf(here!);
        return new(
            new(key, left, there?.Size ?? here!.Size, tier), there?.Age ?? here!.AgeAt(parts.Clock.Now), Tags(Versions(here, there)),
            isStale, value is null && (here is not null || there!.IsReadable), json, note);
    }

    public async ValueTask<bool> SetAsync(string key, JsonElement json, TimeSpan? ttl)
    {
        var places = finder.Places(key);
        var here = Here(places, out var isStaleHere);
        if (isStaleHere)
            here = null;
        var there = await ThereAsync(places).ConfigureAwait(false);
        if (there is { IsOver: true })
            there = null;
        var value = values.Read(json);
        if (here is null && there is null)
        {
            if (!parts.Definition.CallBringsLoad || !finder.TryRead(places, out var unseen))
                return false;
            await parts.Writes.SetAsync(unseen, value, ttl).ConfigureAwait(false);
            return true;
        }
        if (finder.TryFind(places, out var typed))
            await parts.Writes.SetAsync(typed, value, ttl, Terms(typed, here, there)).ConfigureAwait(false);
        else
            await parts.Writes.SetTextAsync(places, value, ttl, there!).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<bool> TouchAsync(string key, TimeSpan ttl)
    {
        var places = finder.Places(key);
        if (finder.TryFind(places, out var typed))
            return await parts.Lives.TouchAsync(typed, ttl).ConfigureAwait(false);
        return parts.SharedEntries is not null && parts.Policy.IsEnabled && await parts.Lives.TouchTextAsync(places.Shared, places.Inside, ttl).ConfigureAwait(false);
    }

    public ValueTask<InvalidationResult> InvalidateAsync(string key)
    {
        var places = finder.Places(key);
        return finder.TryFind(places, out var typed) ? parts.Invalidations.KeyAsync(typed) : parts.Invalidations.TextAsync(places.Shared);
    }

    // what the load has named, and a sliding time of its own, stay with the entry
    private EntryTerms? Terms(TKey key, CacheEntry<TKey, TValue>? here, SharedLook<TValue>? there)
    {
        var declared = parts.Versions.Of(key)?.Select(static cell => cell.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        var named = Tags(Versions(here, there).Where(name => !declared.Contains(name)));
        var sliding = there?.Standing.Sliding ?? (here is PacedEntry<TKey, TValue> { Sliding: var own } && own > TimeSpan.Zero ? own : null);
        return named.Length == 0 && sliding is null ? null : new() { Tags = named, Sliding = sliding };
    }

    private ValueTask<SharedLook<TValue>?> ThereAsync(in KeyPlaces places) =>
        parts.SharedEntries is null || !parts.Policy.IsEnabled ? default : parts.SharedEntries.InspectAsync(places.Shared, places.Inside);

    // the live entry, or the one that is kept for loads that fail
    private CacheEntry<TKey, TValue>? Here(in KeyPlaces places, out bool isStale)
    {
        isStale = false;
        if (!finder.TryFind(places, out var key))
            return null;
        var slot = parts.Entries.Slots.Find(key);
        if (parts.Live.Serving(slot) is { } live)
            return live;
        var entry = (slot is FlightBase flight ? flight.Held : slot) as CacheEntry<TKey, TValue>;
        isStale = entry is not null and not FailedEntry<TKey, TValue> { HasValue: false } && entry.KeptUntil > parts.Clock.Now && entry.ExpiresAt <= parts.Clock.Now && entry.IsUninvalidated(parts.Versions.All);
        return isStale ? entry : null;
    }

    private static IEnumerable<string> Versions(CacheEntry<TKey, TValue>? here, SharedLook<TValue>? there) => here is not null
        ? here.Cells?.Select(static cell => cell.Name) ?? []
        : there?.Versions.Select(static version => version.Name) ?? [];

    private string[] Tags(IEnumerable<string> versions)
    {
        var prefix = SharedNames.OfTag(parts.Texts.Namespace, "");
        return [.. versions.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => KeyTextReader.Read(name[prefix.Length..], 0, 1)[0] ?? "").Distinct(StringComparer.Ordinal)];
    }
}
