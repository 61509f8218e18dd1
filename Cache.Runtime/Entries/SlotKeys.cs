using System.Runtime.CompilerServices;
using Cache.CompilerServices;

namespace Cache.Entries;

/// <summary>How a table of slots hashes and compares keys. The upper bits of a hash are the good ones.</summary>
internal static class SlotKeys
{
    // counting keys, times the golden ratio, lie far apart: neighbours do not make a cluster
    private const uint Spread = 0x9E3779B1;

    /// <summary>Whether keys are equal if their hashes are, because mixing loses nothing of keys that are as long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreTheirHash<TKey>() => typeof(TKey) == typeof(int) || typeof(TKey) == typeof(uint);

    /// <summary>The hash of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HashOf<TKey>(TKey key)
        where TKey : notnull
    {
        if (FoldTheirHalves<TKey>())
            return KeyHash.Combine(KeyHash.Of(key));
        if (typeof(TKey).IsValueType)
            return Mixed(key.GetHashCode());
        // of the keys that are objects nearly all are strings, and a hash of half the time is a good part of a lookup
        return key is string text ? Mixed((int)KeyHash.Of(text)) : HashOfObject(key);
    }

    /// <summary>Whether two keys are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual<TKey>(TKey kept, TKey key)
        where TKey : notnull
    {
        if (typeof(TKey).IsValueType)
            return EqualityComparer<TKey>.Default.Equals(kept, key);
        return key is string text && kept is string other ? text == other : AreEqualObjects(kept, key);
    }

    // their own hash is the exclusive or of two halves, which are often numbers that go together: one hash for all keys (n, n). Guids are made to differ in all bits
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool FoldTheirHalves<TKey>() =>
        typeof(TKey) == typeof(long) || typeof(TKey) == typeof(ulong) || typeof(TKey) == typeof(nint) || typeof(TKey) == typeof(nuint)
        || typeof(TKey) == typeof(TimeSpan) || typeof(TKey) == typeof(TimeOnly) || typeof(TKey) == typeof(Int128) || typeof(TKey) == typeof(UInt128);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Mixed(int hash) => (int)((uint)hash * Spread);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int HashOfObject(object key)
    {
        Throw.IfNull(key);
        return Mixed(key.GetHashCode());
    }

    // apart, because what is generic over a reference type asks the runtime what type that is
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool AreEqualObjects<TKey>(TKey kept, TKey key) => EqualityComparer<TKey>.Default.Equals(kept, key);
}
