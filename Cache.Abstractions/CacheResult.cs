using System.Diagnostics.CodeAnalysis;

namespace Cache;

/// <summary>What a look into a cache found, without loading: null, zero and the empty string are values like any other.</summary>
/// <typeparam name="T">The type of the cached value.</typeparam>
public readonly record struct CacheResult<T>
{
    private readonly T _value;

    /// <summary>Makes the result of a hit.</summary>
    /// <param name="value">The value found.</param>
    public CacheResult(T value)
    {
        _value = value;
        Found = true;
    }

    /// <summary>Whether the cache held a live value.</summary>
    public bool Found { get; }

    /// <summary>The value found.</summary>
    /// <exception cref="InvalidOperationException">Nothing was found.</exception>
    public T Value => Found ? _value : Throw.NotFound<T>();

    /// <summary>The value as text, or that there is none.</summary>
    /// <returns><c>CacheResult { Found = True, Value = ... }</c>, or <c>CacheResult { Found = False }</c>.</returns>
    public override string ToString() => Found ? $"CacheResult {{ Found = True, Value = {_value} }}" : "CacheResult { Found = False }";

    /// <summary>Gives the value where there is one.</summary>
    /// <param name="value">The value found, or the type's default.</param>
    /// <returns>Whether the cache held a live value.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return Found;
    }
}
