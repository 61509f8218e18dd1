using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
using Cache.Loading;

namespace Cache;

// throws stand here so that the methods that check stay small enough to be inlined
internal static class Throw
{
    [DoesNotReturn]
    public static void BadPolicy(CacheDefinition definition, string setting, string value, string advice) => throw new InvalidOperationException(
        $"The cache '{definition.Name}' of {definition.Declaration} has {setting} = \"{value}\": {advice}.");

    [DoesNotReturn]
    public static void Reentrance(FlightBase waiting, FlightBase waitedFor) => throw new InvalidOperationException(
        $"The load of '{waiting.KeyText}' asks for '{waitedFor.KeyText}', whose load waits for it in turn: none of them could ever end. " +
        "Let the Core methods call each other without the cache, or split what they have in common into a method that both call.");

    [DoesNotReturn]
    public static void SameName(CacheDefinition one, CacheDefinition other) => throw new InvalidOperationException(
        $"Two caches are named '{one.Name}': {one.Declaration} and {other.Declaration}. Their keys would be the same. Give one of them another Name.");

    [DoesNotReturn]
    public static void NoProvider() => throw new InvalidOperationException(
        "The cache has no provider. Call services.AddCache().AddMemory(), with the package Cache.Providers.Memory.");

    [DoesNotReturn]
    public static void UnknownProvider(string provider) => throw new InvalidOperationException(
        $"The setting Provider of the cache is '{provider}', which was not added. Add it to services.AddCache(), or set Provider to \"Memory\".");

    [DoesNotReturn]
    public static void NoArgument() => throw new ArgumentException(
        "InvalidateWhereAsync was called without an argument. To invalidate the whole cache, call InvalidateAllAsync.");

    // generic, so that a key of a value type is not boxed; the tables themselves refuse null in the other members
    public static void IfNull<TKey>(TKey key)
    {
        if (key is null)
            throw new ArgumentNullException(nameof(key));
    }
}
