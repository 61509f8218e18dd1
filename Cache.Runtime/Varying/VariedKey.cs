using Cache.CompilerServices;

namespace Cache.Varying;

/// <summary>The key of a call with the values that its parts have there.</summary>
internal readonly struct VariedKey<TKey>(in PartValues parts, TKey key) : IEquatable<VariedKey<TKey>>
    where TKey : notnull
{
    private readonly PartValues _parts = parts;

    /// <summary>The key as the declaration makes it.</summary>
    public TKey Key { get; } = key;

    /// <summary>The value of a part.</summary>
    public string? this[int part] => _parts[part];

    /// <summary>The same values with another key.</summary>
    public VariedKey<TKey> With(TKey key) => new(_parts, key);

    public bool Equals(VariedKey<TKey> other) => EqualityComparer<TKey>.Default.Equals(Key, other.Key) && PartValues.Equal(_parts, other._parts);

    public override bool Equals(object? obj) => obj is VariedKey<TKey> other && Equals(other);

    public override int GetHashCode() => _parts.HashWith(KeyHash.Of(Key));
}
