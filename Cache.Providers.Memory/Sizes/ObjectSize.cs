using System.Collections;
using System.Runtime.CompilerServices;

namespace Cache.Local;

/// <summary>The bytes that an object holds on a 64-bit runtime.</summary>
/// <remarks>
/// Exact for strings, arrays of strings, and arrays of types that hold no references. A collection that tells its count is that count times the size of its element type. Any other
/// object is <see cref="Estimate"/>: walking its graph would cost more than loading it, and would count what it shares with others.
/// </remarks>
internal static class ObjectSize
{
    /// <summary>What an object is taken for whose type tells nothing, in bytes.</summary>
    public const int Estimate = 256;

    private const int Reference = 8;
    private const int ArrayHeader = 24;

    public static long Of(object? value) => value switch
    {
        null => 0,
        string text => OfString(text),
        string?[] texts => OfStrings(texts),
        Array array => Aligned(ArrayHeader + array.Length * OfElement(array.GetType().GetElementType())),
        ICollection collection => Estimate + collection.Count * OfElements(collection.GetType()),
        _ => Estimate,
    };

    private static long OfStrings(string?[] texts)
    {
        long size = ArrayHeader + (long)texts.Length * Reference;
        foreach (var text in texts)
            size += text is null ? 0 : OfString(text);
        return size;
    }

    // header, type, length, characters, and the terminating zero
    private static long OfString(string text) => Aligned(22 + 2L * text.Length);

    private static long OfElements(Type collection)
    {
        if (collection.GenericTypeArguments is not { Length: > 0 } arguments)
            return OfElement(null);
        var size = 0L;
        foreach (var argument in arguments)
            size += OfElement(argument);
        return size;
    }

    private static long OfElement(Type? element) =>
        element is { IsValueType: true } ? RuntimeHelpers.SizeOf(element.TypeHandle) : Reference + Estimate;

    private static long Aligned(long size) => (size + 7) & ~7L;
}
