using System.Runtime.CompilerServices;

namespace Cache.CompilerServices;

/// <summary>Equality of values as their texts in a key have it.</summary>
internal static class KeyEquality
{
    /// <summary>Whether two values have the same text.</summary>
    // every comparison of types is a constant to the JIT where T is a value type: one branch is left
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Equal<T>(T left, T right)
    {
        if (typeof(T) == typeof(DateTime))
            return Equal(As<T, DateTime>(ref left), As<T, DateTime>(ref right));
        if (typeof(T) == typeof(DateTimeOffset))
            return Equal(As<T, DateTimeOffset>(ref left), As<T, DateTimeOffset>(ref right));
        if (typeof(T) == typeof(double))
            return Bits(As<T, double>(ref left)) == Bits(As<T, double>(ref right));
        if (typeof(T) == typeof(float))
            return Bits(As<T, float>(ref left)) == Bits(As<T, float>(ref right));
        if (typeof(T) == typeof(Half))
            return Bits(As<T, Half>(ref left)) == Bits(As<T, Half>(ref right));
        if (typeof(T) == typeof(decimal))
            return Bits(As<T, decimal>(ref left)) == Bits(As<T, decimal>(ref right));
        if (typeof(T) == typeof(Uri))
            return string.Equals(As<T, Uri?>(ref left)?.OriginalString, As<T, Uri?>(ref right)?.OriginalString, StringComparison.Ordinal);
        if (typeof(T).IsValueType && KeyType<T>.IsNullable)
            return EqualNullables(left, right);
        return EqualityComparer<T>.Default.Equals(left, right);
    }

    public static bool Equal(DateTime left, DateTime right) => left.Ticks == right.Ticks && left.Kind == right.Kind;

    public static bool Equal(DateTimeOffset left, DateTimeOffset right) => left.EqualsExact(right);

    /// <summary>The bits of a number, the same for every NaN; zero and minus zero differ.</summary>
    public static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(double.IsNaN(value) ? double.NaN : value);

    /// <inheritdoc cref="Bits(double)"/>
    public static uint Bits(float value) => BitConverter.SingleToUInt32Bits(float.IsNaN(value) ? float.NaN : value);

    /// <inheritdoc cref="Bits(double)"/>
    public static ushort Bits(Half value) => BitConverter.HalfToUInt16Bits(Half.IsNaN(value) ? Half.NaN : value);

    /// <summary>The bits of a number, with its scale. The text of a decimal shows no minus before zero, so neither do these.</summary>
    public static UInt128 Bits(decimal value) => Unsafe.BitCast<decimal, UInt128>(decimal.IsNegative(value) && value == 0 ? -value : value);

    private static bool EqualNullables<T>(T left, T right)
    {
        if (typeof(T) == typeof(DateTime?))
            return Both(As<T, DateTime?>(ref left), As<T, DateTime?>(ref right));
        if (typeof(T) == typeof(DateTimeOffset?))
            return Both(As<T, DateTimeOffset?>(ref left), As<T, DateTimeOffset?>(ref right));
        if (typeof(T) == typeof(double?))
            return Both(As<T, double?>(ref left), As<T, double?>(ref right));
        if (typeof(T) == typeof(float?))
            return Both(As<T, float?>(ref left), As<T, float?>(ref right));
        if (typeof(T) == typeof(Half?))
            return Both(As<T, Half?>(ref left), As<T, Half?>(ref right));
        if (typeof(T) == typeof(decimal?))
            return Both(As<T, decimal?>(ref left), As<T, decimal?>(ref right));
        return EqualityComparer<T>.Default.Equals(left, right);
    }

    private static bool Both<T>(T? left, T? right)
        where T : struct =>
        left.HasValue ? right.HasValue && Equal(left.GetValueOrDefault(), right.GetValueOrDefault()) : !right.HasValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo As<TFrom, TTo>(ref TFrom value) => Unsafe.As<TFrom, TTo>(ref value);
}
