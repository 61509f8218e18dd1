namespace Cache.CompilerServices;

/// <summary>What a type is as a part of a key, found out once.</summary>
/// <typeparam name="T">The type.</typeparam>
internal static class KeyType<T>
{
    /// <summary>Whether values of the type can be part of a key. A constant to compiled code, so that the check costs nothing where it holds.</summary>
    public static readonly bool IsSupported = KeyType.IsSupported(typeof(T));

    /// <summary>Whether the type is a <see cref="Nullable{T}"/>. Comparing its default with null would box where nothing is optimized.</summary>
    public static readonly bool IsNullable = Nullable.GetUnderlyingType(typeof(T)) is not null;
}

internal static class KeyType
{
    // their own equality is that of their text
    private static readonly HashSet<Type> s_exact =
    [
        typeof(bool), typeof(char), typeof(string), typeof(Guid), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Version),
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(nint), typeof(nuint), typeof(Int128), typeof(UInt128),
    ];

    // these need KeyPart to be compared as their text is
    private static readonly HashSet<Type> s_inexact =
    [
        typeof(DateTime), typeof(DateTimeOffset), typeof(double), typeof(float), typeof(Half), typeof(decimal), typeof(Uri),
    ];

    public static bool IsSupported(Type type) => s_inexact.Contains(Nullable.GetUnderlyingType(type) ?? type) || IsExact(type);

    private static bool IsExact(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return s_exact.Contains(type) || type.IsEnum || IsMarked(type) || IsPart(type) || IsTuple(type);
    }

    private static bool IsMarked(Type type) => type.IsAssignableTo(typeof(ISpanFormattable)) && type.IsDefined(typeof(CacheKeyAttribute), inherit: false);

    private static bool IsPart(Type type) => type.IsAssignableTo(typeof(IKeyText));

    private static bool IsTuple(Type type) =>
        type.IsGenericType && type.Namespace == nameof(System) && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal)
        && Array.TrueForAll(type.GetGenericArguments(), IsExact);
}
