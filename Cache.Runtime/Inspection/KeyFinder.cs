using System.Diagnostics.CodeAnalysis;
using Cache.Engine;
using Cache.Entries;
using Cache.SharedTier;

namespace Cache.Inspection;

/// <summary>The texts of one cache's keys, and the typed key of a text, where it can be told.</summary>
internal sealed class KeyFinder<TKey, TValue>(EntryTable<TKey, TValue> entries, KeyTexts<TKey> texts, int parameters, bool isShared)
    where TKey : notnull
{
    /// <summary>What an operator sees of a whole key: what follows the name of the cache.</summary>
    public string Short(string full) => full.Length > texts.Prefix.Length ? full[(texts.Prefix.Length + 1)..] : "";

    /// <summary>The places of a key.</summary>
    /// <param name="key">Its text, as an operator sees it.</param>
    public KeyPlaces Places(string key)
    {
        var full = parameters + texts.Parts == 0 ? texts.Prefix : $"{texts.Prefix}:{key}";
        var shared = SharedKey.Of(full, out var isHashed);
        return new(full, shared, isHashed ? full : null);
    }

    /// <summary>The typed key: read from the text, or that of a slot in memory, an entry's or a flight's.</summary>
    public bool TryFind(in KeyPlaces places, [MaybeNullWhen(false)] out TKey key)
    {
        if (TryRead(places, out key))
            return true;
        if (isShared)
            return entries.TryFind(places.Shared, out key);
        foreach (var slot in entries.Slots.All())
        {
            key = Entries.SlotTable<TKey, TValue>.KeyOf(slot);
            if (texts.Full(key) == places.Full)
                return true;
        }
        key = default;
        return false;
    }

    /// <summary>The typed key, where the text tells it: a string, a whole number or a Guid, and nothing else.</summary>
    public bool TryRead(in KeyPlaces places, [MaybeNullWhen(false)] out TKey key)
    {
        key = default;
        return parameters == 1 && texts.Parts == 0 && KeyTextReader.TryRead(Short(places.Full), out key) && texts.Full(key) == places.Full;
    }
}

/// <summary>Where a key is.</summary>
/// <param name="Full">The whole key.</param>
/// <param name="Shared">Its key in the shared tier, which is that or a hash of it.</param>
/// <param name="Inside">The whole key, where that one is a hash; else null.</param>
internal readonly record struct KeyPlaces(string Full, string Shared, string? Inside);
