using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cache.CompilerServices;

/// <summary>A list in a key that equals another when their elements do, one by one, as <see cref="KeyPart{T}"/> compares them.</summary>
/// <remarks>For a lookup it reads the caller's list; the key that is kept has a copy, made by <see cref="Keep()"/>. No list and an empty one differ.</remarks>
/// <typeparam name="T">
/// The elements' type: one that <see cref="KeyPart{T}"/> supports, or a <see cref="KeyPart{T}"/>, a <see cref="KeyList{T}"/> or a value tuple of such.
/// </typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct KeyList<T> : IEquatable<KeyList<T>>, IKeyText, IKeyCopy<KeyList<T>>
{
    /// <summary>Takes a list into a key.</summary>
    /// <param name="values">The list, null included.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> cannot be part of a key.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KeyList(IReadOnlyList<T>? values)
    {
        if (!KeyType<T>.IsSupported)
            KeyThrow.NotSupported(typeof(T));
        Value = values;
    }

    /// <summary>The list.</summary>
    /// <value>The default is <see langword="null"/>: no list.</value>
    public IReadOnlyList<T>? Value { get; }

    /// <summary>Whether two lists have the same elements.</summary>
    /// <param name="left">A list.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(KeyList<T> left, KeyList<T> right) => left.Equals(right);

    /// <summary>Whether two lists differ in an element.</summary>
    /// <param name="left">A list.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(KeyList<T> left, KeyList<T> right) => !left.Equals(right);

    /// <summary>Makes the list that is kept: a copy, so that a caller who changes the list later changes no key. Lists inside of it are copied too.</summary>
    /// <returns>The copy.</returns>
    public KeyList<T> Keep() => Keep(KeyCopy<T>.Copy);

    /// <summary>Makes the list that is kept, of elements that hold lists where <see cref="Keep()"/> does not look: in tuples.</summary>
    /// <param name="keep">Makes the element that is kept; <see langword="null"/> where it is the same.</param>
    /// <returns>The copy.</returns>
    public KeyList<T> Keep(Func<T, T>? keep)
    {
        if (Value is null)
            return this;
        var copy = new T[Value.Count];
        for (var index = 0; index < copy.Length; index++)
            copy[index] = keep is null ? Value[index] : keep(Value[index]);
        return new(copy);
    }

    /// <inheritdoc/>
    public bool Equals(KeyList<T> other)
    {
        if (Value is null || other.Value is null)
            return Value is null && other.Value is null;
        if (TryGetSpan(Value, out var left) && TryGetSpan(other.Value, out var right))
            return Equal(left, right);
        var count = Value.Count;
        if (count != other.Value.Count)
            return false;
        for (var index = 0; index < count; index++)
        {
            if (!KeyEquality.Equal(Value[index], other.Value[index]))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KeyList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (Value is null)
            return 0;
        ulong state = (uint)Value.Count;
        if (TryGetSpan(Value, out var span))
        {
            foreach (var element in span)
                state = KeyHash.Mix(state, KeyBits.Of(element));
        }
        else
        {
            for (var index = 0; index < Value.Count; index++)
                state = KeyHash.Mix(state, KeyBits.Of(Value[index]));
        }
        return KeyHash.Combine(state);
    }

    void IKeyText.WriteTo(ref KeyWriter text) => text.Append<T>(this);

    private static bool Equal(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
    {
        if (left.Length != right.Length)
            return false;
        for (var index = 0; index < left.Length; index++)
        {
            if (!KeyEquality.Equal(left[index], right[index]))
                return false;
        }
        return true;
    }

    // nearly every list is an array or a List, whose elements need no call by interface
    private static bool TryGetSpan(IReadOnlyList<T> values, out ReadOnlySpan<T> span)
    {
        span = values switch
        {
            T[] array => array,
            List<T> list => CollectionsMarshal.AsSpan(list),
            _ => default,
        };
        return values is T[] or List<T>;
    }
}

/// <summary>Takes lists into keys without an allocation for the lookup.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KeyList
{
    /// <summary>Takes an array, a <see cref="List{T}"/> or any other readable list.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="values">The list, null included.</param>
    /// <returns>The list as a part of a key.</returns>
    public static KeyList<T> Of<T>(IReadOnlyList<T>? values) => new(values);

    /// <summary>Takes an immutable array by the array inside of it; one that was never set is no list.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="values">The array.</param>
    /// <returns>The list as a part of a key.</returns>
    public static KeyList<T> Of<T>(ImmutableArray<T> values) => new(ImmutableCollectionsMarshal.AsArray(values));

    /// <summary>Takes a list by its elements' keys, where the elements themselves are none: objects, tuples with times, lists.</summary>
    /// <typeparam name="TSource">The type of the list's elements.</typeparam>
    /// <typeparam name="T">The type of their keys.</typeparam>
    /// <param name="values">The list, null included.</param>
    /// <param name="key">Makes the key of an element.</param>
    /// <returns>The list as a part of a key. It allocates the array of keys.</returns>
    public static KeyList<T> Of<TSource, T>(IReadOnlyList<TSource>? values, Func<TSource, T> key)
    {
        if (values is null)
            return new(null);
        var keys = new T[values.Count];
        for (var index = 0; index < keys.Length; index++)
            keys[index] = key(values[index]);
        return new(keys);
    }

    /// <summary>Takes an <see cref="IList{T}"/>, which may also be readable as <see cref="IReadOnlyList{T}"/>, as those of .NET are; others are copied.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="values">The list, null included.</param>
    /// <returns>The list as a part of a key.</returns>
    // a name of its own: a class that implements both interfaces would fit two overloads
    public static KeyList<T> OfList<T>(IList<T>? values) => new(values is null ? null : values as IReadOnlyList<T> ?? [.. values]);

    /// <summary>Takes an <see cref="IList{T}"/> by its elements' keys.</summary>
    /// <typeparam name="TSource">The type of the list's elements.</typeparam>
    /// <typeparam name="T">The type of their keys.</typeparam>
    /// <param name="values">The list, null included.</param>
    /// <param name="key">Makes the key of an element.</param>
    /// <returns>The list as a part of a key. It allocates the array of keys.</returns>
    public static KeyList<T> OfList<TSource, T>(IList<TSource>? values, Func<TSource, T> key) =>
        Of(values is null ? null : values as IReadOnlyList<TSource> ?? [.. values], key);

    /// <summary>Takes an immutable array by its elements' keys; one that was never set is no list.</summary>
    /// <typeparam name="TSource">The type of the list's elements.</typeparam>
    /// <typeparam name="T">The type of their keys.</typeparam>
    /// <param name="values">The array.</param>
    /// <param name="key">Makes the key of an element.</param>
    /// <returns>The list as a part of a key. It allocates the array of keys.</returns>
    public static KeyList<T> Of<TSource, T>(ImmutableArray<TSource> values, Func<TSource, T> key) =>
        Of((IReadOnlyList<TSource>?)ImmutableCollectionsMarshal.AsArray(values), key);
}
