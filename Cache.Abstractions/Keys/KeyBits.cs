using System.Runtime.CompilerServices;

namespace Cache.CompilerServices;

/// <summary>The bits with which a value enters a hash: all that its text shows, nothing that it does not.</summary>
internal static class KeyBits
{
    // every comparison of types is a constant to the JIT where T is a value type: one branch is left
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of<T>(T value)
    {
        if (typeof(T) == typeof(string))
            return OfString(Unsafe.As<T, string?>(ref value));
        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint))
            return Unsafe.As<T, uint>(ref value);
        if (typeof(T) == typeof(long) || typeof(T) == typeof(ulong) || typeof(T) == typeof(TimeSpan) || typeof(T) == typeof(TimeOnly))
            return Unsafe.As<T, ulong>(ref value);
        if (typeof(T) == typeof(nint) || typeof(T) == typeof(nuint))
            return Unsafe.As<T, nuint>(ref value);
        if (typeof(T) == typeof(Guid) || typeof(T) == typeof(Int128) || typeof(T) == typeof(UInt128))
            return OfTwo(Unsafe.As<T, (ulong, ulong)>(ref value));
        if (typeof(T) == typeof(DateTime))
            return OfTime(Unsafe.As<T, DateTime>(ref value));
        if (typeof(T) == typeof(DateTimeOffset))
            return OfTime(Unsafe.As<T, DateTimeOffset>(ref value));
        if (typeof(T) == typeof(double))
            return KeyEquality.Bits(Unsafe.As<T, double>(ref value));
        if (typeof(T) == typeof(float))
            return KeyEquality.Bits(Unsafe.As<T, float>(ref value));
        if (typeof(T) == typeof(Half))
            return KeyEquality.Bits(Unsafe.As<T, Half>(ref value));
        if (typeof(T) == typeof(decimal))
            return OfTwo(Unsafe.BitCast<UInt128, (ulong, ulong)>(KeyEquality.Bits(Unsafe.As<T, decimal>(ref value))));
        if (typeof(T) == typeof(Uri))
            return OfString(Unsafe.As<T, Uri?>(ref value)?.OriginalString);
        if (typeof(T).IsValueType && KeyType<T>.IsNullable)
            return OfAnyNullable(value);
        return (uint)EqualityComparer<T>.Default.GetHashCode(value!);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfNullable<T>(T? value)
        where T : struct =>
        value.HasValue ? Of(value.GetValueOrDefault()) : ulong.MaxValue;

    // only types that lose bits in their own hash, or whose own hash is not that of their text, need a branch
    private static ulong OfAnyNullable<T>(T value)
    {
        if (typeof(T) == typeof(long?))
            return OfNullable(Unsafe.As<T, long?>(ref value));
        if (typeof(T) == typeof(ulong?))
            return OfNullable(Unsafe.As<T, ulong?>(ref value));
        if (typeof(T) == typeof(Guid?))
            return OfNullable(Unsafe.As<T, Guid?>(ref value));
        if (typeof(T) == typeof(DateTime?))
            return OfNullable(Unsafe.As<T, DateTime?>(ref value));
        if (typeof(T) == typeof(DateTimeOffset?))
            return OfNullable(Unsafe.As<T, DateTimeOffset?>(ref value));
        if (typeof(T) == typeof(double?))
            return OfNullable(Unsafe.As<T, double?>(ref value));
        if (typeof(T) == typeof(float?))
            return OfNullable(Unsafe.As<T, float?>(ref value));
        if (typeof(T) == typeof(Half?))
            return OfNullable(Unsafe.As<T, Half?>(ref value));
        if (typeof(T) == typeof(decimal?))
            return OfNullable(Unsafe.As<T, decimal?>(ref value));
        return (uint)EqualityComparer<T>.Default.GetHashCode(value!);
    }

    private static ulong OfString(string? value) => value is null ? ulong.MaxValue : StringBits.Of(value);

    private static ulong OfTwo((ulong First, ulong Second) halves) => KeyHash.Mix(halves.First, halves.Second);

    // ticks need 62 bits, the Kind the two above them
    private static ulong OfTime(DateTime value) => (ulong)value.Ticks ^ ((ulong)value.Kind << 62);

    private static ulong OfTime(DateTimeOffset value) => KeyHash.Mix((ulong)value.Ticks, (ulong)value.Offset.Ticks);
}
