using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
using Cache.Loading;
using Cache.Varying;

namespace Cache;

// throws stand here so that the methods that check stay small enough to be inlined
internal static class Throw
{
    [DoesNotReturn]
    public static void BadPolicy(string problem) => throw new InvalidOperationException(problem);

    [DoesNotReturn]
    public static void BadOverride(CachePolicySettings settings, string problem) => throw new ArgumentException(
        $"The override is refused, and nothing is changed. {problem}", nameof(settings));

    [DoesNotReturn]
    public static T UnknownCache<T>(string name, string near) => throw new ArgumentException(
        $"No cache is called '{name}'. " + (near.Length == 0 ? "None is known yet" : $"Near are {near}") +
        ". A cache is known once the generated method of its assembly is called, such as services.AddShopCaches(), or it has been used.", nameof(name));

    [DoesNotReturn]
    public static void Reentrance(FlightBase waiting, FlightBase waitedFor) => throw new InvalidOperationException(
        $"The load of '{waiting.KeyText}' asks for '{waitedFor.KeyText}', whose load waits for it in turn: none of them could ever end. " +
        "Let the Core methods call each other without the cache, or split what they have in common into a method that both call.");

    [DoesNotReturn]
    public static void SameName(CacheDefinition one, CacheDefinition other) => throw new InvalidOperationException(
        $"Two caches are named '{one.Name}': {one.Declaration} and {other.Declaration}. Their keys would be the same. Give one of them another Name.");

    [DoesNotReturn]
    public static T NotCopied<T>(string cache, Exception failure) => throw new InvalidOperationException(
        $"A value of the cache '{cache}' cannot be copied, which its Copy = true asks for: {failure.Message} Let the serializer know the type {typeof(T).Name} (UseSerializer), or return a type that cannot be " +
        "changed, and remove Copy.", failure);

    [DoesNotReturn]
    public static void NotKept(Type type, Exception failure) => throw new InvalidOperationException(
        $"A value of the type {type} cannot be kept by the HybridCache, which hands out a copy of what can be changed: {failure.Message} Let the serializer know the type (UseSerializer, UseJson), register an " +
        "IHybridCacheSerializer<T> for it, or, if nobody can change its values, make it sealed and mark it with [ImmutableObject(true)].", failure);

    [DoesNotReturn]
    public static T NotOurs<T>(string wanted, Type cache) => throw new InvalidOperationException(
        $"{wanted} is one over the caches that AddCache registers, and the container's ICache is a {cache}. Register a {wanted} of its own beside it, or none.");

    [DoesNotReturn]
    public static void NoProvider() => throw new InvalidOperationException(
        "The cache has no provider. Call services.AddCache().AddMemory(), with the package Cache.Providers.Memory, or AddRedis(), with Cache.Providers.Redis, or both.");

    [DoesNotReturn]
    public static (bool, bool) UnknownProvider(string provider) => throw new InvalidOperationException(
        $"The setting Provider of the cache is '{provider}', which is none. Set it to \"Memory\", \"Redis\" or \"Hybrid\".");

    [DoesNotReturn]
    public static void SynchronousAndShared(CacheDefinition definition) => throw new InvalidOperationException(
        $"The cache '{definition.Name}' of {definition.Declaration} is of a synchronous method, and the shared tier cannot be asked without waiting for it. " +
        "Let the method return Task<T> or ValueTask<T>, or use the provider Memory.");

    [DoesNotReturn]
    public static void PrefixTooLong(string prefix, int longest) => throw new InvalidOperationException(
        $"The keys of a cache begin with '{prefix}', which is longer than {longest} characters. Give the cache a shorter Name, or the application a shorter Namespace.");

    [DoesNotReturn]
    public static void ProviderNotAdded(string provider, string call) => throw new InvalidOperationException(
        $"The setting Provider of the cache is '{provider}', but {call} was not called on services.AddCache(). Call it, or choose another Provider.");

    [DoesNotReturn]
    public static T NoLockStore<T>() => throw new InvalidOperationException(
        "The shared tier of this cache brings no locks. AddRedis() does; another provider registers an ILockStore beside its ISharedStore.");

    [DoesNotReturn]
    public static T NoRateLimitStore<T>() => throw new InvalidOperationException(
        "The shared tier of this cache brings no rate limits. AddRedis() does; another provider registers an IRateLimitStore beside its ISharedStore.");

    [DoesNotReturn]
    public static void NoQuotaStore() => throw new InvalidOperationException(
        "The setting Quota of the cache is set, but the shared tier keeps none. AddRedis() does; leave out Quota, or let the ISharedStore of another provider bring an ISharedQuota.");

    // for the log: the value is returned, and nothing is thrown
    public static Exception OverQuota(int length, long allocation) => new InvalidOperationException(
        $"The value takes {length} bytes, more than the Quota of {allocation} bytes has room for in one place (on a cluster, a 64th of it). Return less of it (a page, identifiers), or raise Quota.");

    [DoesNotReturn]
    public static void CapOverQuota(int cap, string quota) => throw new InvalidOperationException(
        $"The setting Shared:ValueLimit of the cache is {cap} bytes, and Quota = \"{quota}\" is less: a value of that size could never be kept. Lower Shared:ValueLimit, or raise Quota.");

    [DoesNotReturn]
    public static T BadSetting<T>(string setting, string value, string wanted) => throw new FormatException(
        $"The setting {setting} of the cache is '{value}'. Write {wanted}.");

    [DoesNotReturn]
    public static Engine.CacheNode NoStatistics(Type cache) => throw new InvalidOperationException(
        $"ICacheStatistics tells of the caches that AddCache registers, and the container's ICache is a {cache}. Register an ICacheStatistics of its own beside it, or none.");

    [DoesNotReturn]
    public static Engine.CacheNode NoInspection(Type cache) => throw new InvalidOperationException(
        $"AddAdmin() shows the caches that AddCache registers, and the container's ICache is a {cache}. Leave out AddAdmin() where that takes its place.");

    [DoesNotReturn]
    public static object PartNotRegistered(Type part, CacheDefinition definition) => throw new InvalidOperationException(
        $"The keys of the cache '{definition.Name}' of {definition.Declaration} vary by {part}, which is not registered. Register it as a singleton: services.AddSingleton<{part.Name}>().");

    [DoesNotReturn]
    public static void PartNotSingleton(Type part, CacheDefinition definition) => throw new InvalidOperationException(
        $"The keys of the cache '{definition.Name}' of {definition.Declaration} vary by {part}, which is registered as scoped or transient. The caches are made once, and would keep the {part.Name} of " +
        $"whoever came first. Register it as a singleton, services.AddSingleton<{part.Name}>(), and let its Value read what is ambient: an AsyncLocal<T>, an IHttpContextAccessor, CultureInfo.CurrentCulture.");

    [DoesNotReturn]
    public static ICacheKeyPart NoPart(Type part, CacheDefinition definition) => throw new InvalidOperationException(
        $"The keys of the cache '{definition.Name}' of {definition.Declaration} are to vary by {part}, which does not implement ICacheKeyPart. Implement it.");

    [DoesNotReturn]
    public static void BadPartName(Type part, string? name) => throw new InvalidOperationException(
        $"The Name of {part} is '{name}'. Return letters and digits, such as \"tenant\".");

    [DoesNotReturn]
    public static void TooManyParts(CacheDefinition definition, int parts) => throw new InvalidOperationException(
        $"The keys of the cache '{definition.Name}' of {definition.Declaration} vary by {parts} ambient values, those of AddCache().VaryBy included. There are {PartValues.Most} at most: let one class return " +
        "what several say, as one string that it keeps.");

    [DoesNotReturn]
    public static void OtherPartValue(CacheDefinition definition, ICacheKeyPart part, string? here, string? inKey) => throw new InvalidOperationException(
        $"The part '{part.Name}' says {Shown(here)} where a load of the cache '{definition.Name}' runs, while its key was made for {Shown(inKey)}: the value of one would be stored for the other. Nothing was loaded. " +
        $"Let {part.GetType().Name} read what flows with the call (an AsyncLocal<T>, an IHttpContextAccessor), and set it before the call, not while it runs.");

    [DoesNotReturn]
    public static void NoArgument() => throw new ArgumentException(
        "InvalidateWhereAsync was called without an argument. To invalidate the whole cache, call InvalidateAllAsync.");

    [DoesNotReturn]
    public static void NoJsonMetadata(Type type) => throw new NotSupportedException(
        $"There is no JSON metadata for {type}, a type that a cached method returns. Add [JsonSerializable(typeof({type.Name}))] to a source-generated JsonSerializerContext and " +
        "pass that to services.AddCache().UseJson(...); or bring another serializer with UseSerializer(...). (Reflection is off, or the options name a resolver that does not know the type.)");

    [DoesNotReturn]
    public static void BadTtl(TimeSpan ttl) => throw new ArgumentOutOfRangeException(
        nameof(ttl), ttl, "A time to live is above zero, or Timeout.InfiniteTimeSpan for a value that does not expire. To remove a value, invalidate it.");

    [DoesNotReturn]
    public static void ValueTooLarge() => throw new InvalidOperationException(
        "The value is larger than ValueLimit of the shared tier, and is not shared between nodes. Return less of it (a page, identifiers), or raise that limit on all nodes.");

    [DoesNotReturn]
    public static void ValueTooLarge(int length, int limit) => throw new InvalidDataException(
        $"The payload of {length} bytes is larger than ValueLimit of the shared tier, {limit}: another node has a higher limit, or the entry is corrupt.");

    [DoesNotReturn]
    public static void CorruptPayload() => throw new InvalidDataException("The payload of the entry is corrupt.");

    [DoesNotReturn]
    public static T AnotherPayload<T>(string found) => throw new InvalidDataException(
        $"The entry holds {found} and not a {typeof(T)}. A cache whose result type has changed needs another Name.");

    // generic, so that a key of a value type is not boxed; the tables themselves refuse null in the other members
    public static void IfNull<TKey>(TKey key)
    {
        if (key is null)
            throw new ArgumentNullException(nameof(key));
    }

    private static string Shown(string? value) => value is null ? "null" : $"\"{value}\"";
}
