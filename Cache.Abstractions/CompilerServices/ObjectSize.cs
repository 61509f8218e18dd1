using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Cache.CompilerServices;

/// <summary>The bytes that objects hold on a 64-bit runtime, for the sums that generated code makes of the members of keys and values.</summary>
/// <remarks>Exact for strings and for arrays of strings or of types without references; others are counted by their elements, each taken for <see cref="Estimate"/>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ObjectSize
{
    /// <summary>What an object is taken for whose type tells nothing, in bytes.</summary>
    public const int Estimate = 256;

    private const int Reference = 8;
    private const int ArrayHeader = 24;
    private const int ListHeader = 32;

    /// <summary>The bytes of a value where it stands: in a field, an array, a key.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <returns>The bytes; of a reference those of the reference.</returns>
    public static long Inline<T>() => Unsafe.SizeOf<T>();

    /// <summary>The bytes of a string: header, type, length, characters, and the terminating zero.</summary>
    /// <param name="text">The string; null holds none.</param>
    /// <returns>The bytes.</returns>
    public static long Of(string? text) => text is null ? 0 : Aligned(22 + 2L * text.Length);

    /// <summary>The bytes of an array.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="items">The array; null holds none.</param>
    /// <returns>The bytes, those of the elements included.</returns>
    public static long Of<T>(T[]? items) => items is null ? 0 : Aligned(ArrayHeader + Elements(items, items.Length));

    /// <summary>The bytes of a collection that tells its count.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="items">The collection; null holds none.</param>
    /// <returns>The bytes, those of the elements included.</returns>
    public static long Of<T>(IReadOnlyCollection<T>? items) => items is null ? 0 : Aligned(ListHeader + ArrayHeader + Elements(items, items.Count));

    /// <summary>The bytes of a collection that tells its count.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="items">The collection; null holds none.</param>
    /// <returns>The bytes, those of the elements included.</returns>
    // a name of its own: a List would fit both interfaces
    public static long OfCollection<T>(ICollection<T>? items) => items is null ? 0 : Aligned(ListHeader + ArrayHeader + Elements(items, items.Count));

    private static long Elements<T>(IEnumerable<T> items, int count)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return (long)count * Unsafe.SizeOf<T>();
        if (items is not IEnumerable<string?> texts || typeof(T) != typeof(string))
            return (long)count * (Unsafe.SizeOf<T>() + Estimate);

        var size = (long)count * Reference;
        foreach (var text in texts)
            size += Of(text);
        return size;
    }

    private static long Aligned(long size) => (size + 7) & ~7L;
}
