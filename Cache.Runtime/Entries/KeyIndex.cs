using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Cache.Loading;
using Cache.Local;

namespace Cache.Entries;

/// <summary>The keys of one table by their text in the shared tier, for messages of other nodes, which know no typed keys.</summary>
/// <remarks>
/// Invariant, whenever <c>_lock</c> is free: a key that has a slot is in the index. So a slot comes into the table only under the lock; a key goes out of the index only
/// under it, when the table has no slot of it. A slot that is only replaced changes nothing here. A message finds every slot that was there when it came; a slot that
/// comes later belongs to a load that reads the shared tier later. Only caches with a shared tier have an index, and no hit touches it.
/// </remarks>
internal sealed class KeyIndex<TKey, TValue>(SlotTable<TKey, TValue> slots, Func<TKey, string> textOf)
    where TKey : notnull
{
    // a string's own bytes besides its chars, and a dictionary's place for it
    private const int Overhead = 72;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TKey> _keys = new(StringComparer.Ordinal);

    /// <summary>The number of keys.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _keys.Count;
        }
    }

    /// <summary>What a key costs here, in bytes, besides the key itself.</summary>
    /// <param name="text">Its text.</param>
    public static long SizeOf(string text) => Overhead + (text.Length * (long)sizeof(char));

    /// <summary>Adds a slot to the table, if its key has none.</summary>
    public bool TryAdd(TKey key, Slot slot)
    {
        var text = TextOf(key, slot);
        lock (_lock)
        {
            if (!slots.TryAdd(slot))
                return false;
            _keys[text] = key;
            return true;
        }
    }

    /// <summary>A slot has left the table; perhaps another has come since.</summary>
    public void Removed(TKey key, Slot slot)
    {
        var text = TextOf(key, slot);
        lock (_lock)
        {
            if (slots.Find(key) is null)
                _keys.Remove(text);
        }
    }

    /// <summary>The key with a text.</summary>
    public bool TryFind(string text, [MaybeNullWhen(false)] out TKey key)
    {
        lock (_lock)
            return _keys.TryGetValue(text, out key);
    }

    // a flight has it
    private string TextOf(TKey key, Slot slot) => slot.Kind == SlotKind.Flight && Unsafe.As<KeyedFlight<TKey>>(slot).Side is { } side ? side.Text : textOf(key);
}
