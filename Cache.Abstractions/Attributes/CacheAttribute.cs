namespace Cache;

/// <summary>
/// On a partial method: its result is cached by its arguments, and concurrent calls for one key run it once.
/// On a partial property of type <see cref="ICache{TKey, TValue}"/>: a manual cache, without a method behind it.
/// </summary>
/// <remarks>
/// The body of a cached method is the private method of the same name with <c>Core</c> before <c>Async</c>, or at the end:
/// <c>GetUserCoreAsync</c> for <c>GetUserAsync</c>, <c>GetUserCore</c> for <c>GetUser</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false)]
public sealed class CacheAttribute : Attribute
{
    /// <summary>The name of the cache: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>. It is a part of every key, and unique in an application.</summary>
    /// <value>The default is <c>Namespace.Outer.Type.Member</c>.</value>
    public string? Name { get; init; }

    /// <summary>How long an entry lives: a duration such as <c>500ms</c>, <c>5m</c>, <c>1h30m</c>, <c>7d</c> or <c>never</c>.</summary>
    /// <value>The default is <c>5m</c>.</value>
    public string? Ttl { get; init; }

    /// <summary>The most by which an entry expires before its <see cref="Ttl"/>, drawn anew for each entry, so that entries filled together do not expire together.</summary>
    /// <value>A duration below <see cref="Ttl"/>. The default is none.</value>
    public string? Jitter { get; init; }

    /// <summary>
    /// The longest time that an entry lives in this node's memory where there is a shared tier behind it: afterwards it is read from there again. It has no effect on memory alone, where Ttl decides, nor
    /// without memory.
    /// </summary>
    /// <value>A duration of at most <see cref="Ttl"/>, or <c>never</c>: as long as the entry's Ttl. The default is <c>never</c>.</value>
    public string? LocalTtl { get; init; }

    /// <summary>
    /// How long an entry lives after its last read: each read gives it that time anew, until its <see cref="Ttl"/> ends it. Reads are noted at least every eighth of it, so an entry lives up to an eighth longer.
    /// </summary>
    /// <value>A duration below <see cref="Ttl"/>. The default is none: an entry lives for its Ttl, read or not.</value>
    public string? SlidingTtl { get; init; }

    /// <summary>
    /// How eagerly an entry that is read is loaded anew before it expires, while its readers go on with the value that there is. The longer its load took and the nearer its end, the more probably
    /// a read starts that: where now - loadTime * RefreshAhead * ln(random) reaches the expiry.
    /// </summary>
    /// <remarks>After Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", PVLDB 8(8), 2015, whose beta this is. The load runs on an instance in a scope of its own.</remarks>
    /// <value>From 0 to 100; 1 is what the paper recommends, more is earlier. The default is 0: an entry is loaded anew when it has expired.</value>
    public double RefreshAhead { get; init; }

    /// <summary>
    /// For how long after its last read an entry is loaded anew before it expires, without a request. The load runs on an instance in a scope of its own, and on one node of those that share a tier.
    /// </summary>
    /// <value>A duration above zero. The default is none: an entry that nobody reads expires.</value>
    public string? KeepWarm { get; init; }

    /// <summary>Tags of every entry, as templates over the parameters: <c>user:{userId}</c>, <c>tenant:{filter.Tenant}</c>. See <see cref="ICache.InvalidateTagAsync"/>.</summary>
    /// <value>The default is none.</value>
    public string[] Tags { get; init; } = [];

    /// <summary>Parameters by which entries are invalidated together in constant time, whatever their number: <c>InvalidateWhereAsync</c> with one of them alone scans nothing.</summary>
    /// <value>Names of parameters that belong to the key. The default is none.</value>
    public string[] Groups { get; init; } = [];

    /// <summary>
    /// Ambient values (tenant, culture, user) that the keys begin with, so that a call finds what was cached under the same values only: a class that implements <see cref="ICacheKeyPart"/>, or
    /// several in a tuple, <c>typeof((TenantKey, CultureKey))</c>. Register each with <c>services.AddSingleton&lt;TenantKey&gt;()</c>; what is missing stops the application at start-up.
    /// </summary>
    /// <value>The default is none beside those of <c>services.AddCache().VaryBy&lt;TPart&gt;()</c>. There are four at most, those included.</value>
    public Type? VaryBy { get; init; }

    /// <summary>Whether the keys begin with the ambient values of <c>services.AddCache().VaryBy&lt;TPart&gt;()</c> too. Without them the entries are shared by all tenants, cultures or users.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool VaryByDefaults { get; init; } = true;

    /// <summary>Whether a null result is cached like any other.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool CacheNull { get; init; } = true;

    /// <summary>Whether each caller gets a copy of the value, and the cache keeps a copy of what it is handed, so that a caller may change what it gets.</summary>
    /// <remarks>
    /// The serializer (<see cref="ICacheSerializer"/>) makes the copy: it costs what writing and reading the value costs, on every hit, and what the serializer leaves out is missing. A type that
    /// cannot be changed needs none.
    /// </remarks>
    /// <value>The default is <see langword="false"/>: the memory tier hands out the instance that it holds.</value>
    public bool Copy { get; init; }

    /// <summary>
    /// Whether the cache is used at all. While it is off every call runs its Core method, nothing is stored, read or joined, and a set or a put invalidates its key; invalidations work as ever,
    /// in the shared tier too. Switching it off drops what this node holds in memory.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether the values are kept from administrators: the admin page and its API show and take none of them. Keys, times and sizes are shown, and entries may be invalidated.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Sensitive { get; init; }

    /// <summary>How long an entry is kept beyond its expiry, to be served when a load fails or takes too long. A value that was invalidated is never served so.</summary>
    /// <value>A duration above zero, or <c>never</c> to keep it for as long as the budget lets it. The default is none: callers get the exception.</value>
    public string? FailSafe { get; init; }

    /// <summary>How long no load of a key is tried after one that failed and was answered with a stale value (<see cref="FailSafe"/>). It doubles with each further failure, up to a minute, or to itself where it is longer.</summary>
    /// <value>A duration above zero. The default is <c>5s</c>.</value>
    public string? FailSafeBackoff { get; init; }

    /// <summary>How long callers wait for a load while there is a stale value (<see cref="FailSafe"/>): after that they get the stale one, and the load goes on without them. Where there is none it does nothing.</summary>
    /// <value>A duration above zero and below <see cref="HardTimeout"/>. The default is none: callers wait for the load.</value>
    public string? Timeout { get; init; }

    /// <summary>How long a load may take: after that its token is cancelled, its key is free for the next caller, and all who wait get the stale value (<see cref="FailSafe"/>) or a <see cref="CacheLoadTimeoutException"/>.</summary>
    /// <value>A duration above zero. The default is none.</value>
    public string? HardTimeout { get; init; }

    /// <summary>How long the exception of a failed load is given to further callers of its key, without another load. An invalidation or a set of the key ends that.</summary>
    /// <value>A duration above zero. The default is none: the next caller loads again.</value>
    public string? CacheErrorsFor { get; init; }

    /// <summary>The method that computes the value, where it is not the one with <c>Core</c> in its name: <c>Source = nameof(Load)</c>.</summary>
    /// <value>The default is the method's own name with <c>Core</c> before <c>Async</c> or at the end.</value>
    public string? Source { get; init; }
}
