using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Cache.CompilerServices;

/// <summary>A value in a key that equals another when their texts are equal.</summary>
/// <remarks>
/// <see cref="DateTime"/> counts its Kind, <see cref="DateTimeOffset"/> its offset, <see cref="decimal"/> its scale, floating point numbers the sign of zero,
/// <see cref="Uri"/> the text it was made from. Every NaN is the same. Other types have the equality of their own.
/// </remarks>
/// <typeparam name="T">The value's type; of a type parameter, the actual type is checked when the first part is made.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct KeyPart<T> : IEquatable<KeyPart<T>>, IKeyText
{
    /// <summary>Takes a value into a key.</summary>
    /// <param name="value">The value, null included.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> cannot be part of a key.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KeyPart(T value)
    {
        if (!KeyType<T>.IsSupported)
            KeyThrow.NotSupported(typeof(T));
        Value = value;
    }

    /// <summary>The value.</summary>
    public T Value { get; }

    /// <summary>Whether two parts have the same text.</summary>
    /// <param name="left">A part.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(KeyPart<T> left, KeyPart<T> right) => left.Equals(right);

    /// <summary>Whether two parts have different texts.</summary>
    /// <param name="left">A part.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(KeyPart<T> left, KeyPart<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(KeyPart<T> other) => KeyEquality.Equal(Value, other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KeyPart<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => KeyHash.Combine(KeyHash.Of(Value));

    void IKeyText.WriteTo(ref KeyWriter text) => text.Append<T>(Value);
}
