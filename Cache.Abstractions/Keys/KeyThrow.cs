using System.Diagnostics.CodeAnalysis;

namespace Cache.CompilerServices;

// throws stand here so that the methods that check stay small enough to be inlined
internal static class KeyThrow
{
    [DoesNotReturn]
    public static void NotSupported(Type type) => throw new NotSupportedException(
        $"{type} cannot be part of a cache key: its text is not known to tell its values apart. Use a number, string, Guid, date or time, enum, Uri or Version, "
        + "or implement ISpanFormattable on the type and mark it [CacheKey].");

    [DoesNotReturn]
    public static void NotWritable(Type type) => throw new NotSupportedException(
        $"{type} cannot be written into a cache key. Write its members between Open() and Close(), a list with AppendList(...), or implement ISpanFormattable on it.");

    [DoesNotReturn]
    public static void NeverFormats(Type type) => throw new NotSupportedException(
        $"{type}.TryFormat keeps asking for more room. It must return true once the destination is long enough.");

    [DoesNotReturn]
    public static void Unbalanced() => throw new InvalidOperationException(
        "The text of the key has an Open() without a Close(), or the reverse.");

    [DoesNotReturn]
    public static void WrongSegments(int expected, int written) => throw new InvalidOperationException(
        $"The key has {expected} parameters, but {written} segments were written. Write each parameter with exactly one Append, or one Open() to Close().");

    [DoesNotReturn]
    public static void WrongParameters(int expected, int given) => throw new InvalidOperationException(
        $"The filter is for {expected} parameters, but With was called {given} times. Call it once for each parameter that belongs to the key, in their order.");

    [DoesNotReturn]
    public static void EmptyGlob(string parameter) => throw new ArgumentException(
        "The glob is empty and would match no argument. To invalidate everything use InvalidateAllAsync.", parameter);

    [DoesNotReturn]
    public static void NotATypeArgument(Type type, string parameter) => throw new ArgumentException(
        $"{type} has no text of its own: only closed types, such as List<int>, can be type arguments at run time.", parameter);

    [DoesNotReturn]
    public static T NotExact<T>(Type actual) => throw new ArgumentException(
        $"A {actual} was given where the key copies the members of {typeof(T)}: what it holds beside them would not be in the key. Pass a {typeof(T)}, seal that type, "
        + "or mark the members that belong to the key with [CacheKey].");
}
