using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace Cache.CompilerServices;

/// <summary>What one declaration says: a name, a policy, the shape of its keys. Static, made once by generated code; a container's state for it is elsewhere.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CacheDefinition
{
    private static int s_count;

    private protected CacheDefinition() => Index = Interlocked.Increment(ref s_count) - 1;

    // the same cache by other keys: it says all that the other one says but for what is typed, and takes its place
    [SetsRequiredMembers]
    private protected CacheDefinition(CacheDefinition declared)
    {
        Index = declared.Index;
        Name = declared.Name;
        TypeArguments = declared.TypeArguments;
        Declaration = declared.Declaration;
        Parameters = declared.Parameters;
        Ttl = declared.Ttl;
        Jitter = declared.Jitter;
        LocalTtl = declared.LocalTtl;
        SlidingTtl = declared.SlidingTtl;
        RefreshAhead = declared.RefreshAhead;
        KeepWarm = declared.KeepWarm;
        FailSafe = declared.FailSafe;
        FailSafeBackoff = declared.FailSafeBackoff;
        Timeout = declared.Timeout;
        HardTimeout = declared.HardTimeout;
        CacheErrorsFor = declared.CacheErrorsFor;
        CacheNull = declared.CacheNull;
        Enabled = declared.Enabled;
        Sensitive = declared.Sensitive;
        Copy = declared.Copy;
        Groups = declared.Groups;
        TagTemplates = declared.TagTemplates;
        VaryBy = declared.VaryBy;
        VaryByDefaults = declared.VaryByDefaults;
        TakesContext = declared.TakesContext;
        CallBringsLoad = declared.CallBringsLoad;
        IsSynchronous = declared.IsSynchronous;
        ReturnsTask = declared.ReturnsTask;
        Serializer = declared.Serializer;
    }

    /// <summary>The place of this definition in every container's array of instances.</summary>
    public int Index { get; }

    /// <summary>The cache's name, unique in an application.</summary>
    public required string Name { get; init; }

    /// <summary>The type arguments of a generic method or class, as text that tells any two apart; empty where there are none.</summary>
    public string TypeArguments { get; init; } = "";

    /// <summary>The member that declares the cache, as <c>Type.Member</c>, for messages.</summary>
    public required string Declaration { get; init; }

    /// <summary>The names of the parameters that belong to the key, in their order. Each is one segment of the key's text.</summary>
    public required string[] Parameters { get; init; }

    // settings of the policy: null is what the declaration does not say, and so what a lower layer decides

    /// <summary>How long an entry lives, as text.</summary>
    public string? Ttl { get; init; }

    /// <summary>The most by which an entry expires early, as text.</summary>
    public string? Jitter { get; init; }

    /// <summary>The longest time that an entry lives in memory in front of a shared tier, as text.</summary>
    public string? LocalTtl { get; init; }

    /// <summary>How long an entry lives after its last read, as text.</summary>
    public string? SlidingTtl { get; init; }

    /// <summary>How eagerly an entry that is read is loaded anew before it expires.</summary>
    public double? RefreshAhead { get; init; }

    /// <summary>For how long after its last read an entry is loaded anew without a request, as text.</summary>
    public string? KeepWarm { get; init; }

    /// <summary>How long an entry is kept beyond its expiry, as text.</summary>
    public string? FailSafe { get; init; }

    /// <summary>How long no load is tried after one that failed over a stale value, as text.</summary>
    public string? FailSafeBackoff { get; init; }

    /// <summary>How long callers wait for a load while there is a stale value, as text.</summary>
    public string? Timeout { get; init; }

    /// <summary>How long a load may take, as text.</summary>
    public string? HardTimeout { get; init; }

    /// <summary>How long the exception of a failed load stands, as text.</summary>
    public string? CacheErrorsFor { get; init; }

    /// <summary>Whether a null result is cached.</summary>
    public bool? CacheNull { get; init; }

    /// <summary>Whether the cache is used at all.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether the values are kept from administrators.</summary>
    public bool? Sensitive { get; init; }

    /// <summary>Whether callers get copies.</summary>
    public bool Copy { get; init; }

    /// <summary>The positions in <see cref="Parameters"/> of those by which entries are invalidated in constant time.</summary>
    public int[] Groups { get; init; } = [];

    /// <summary>The tags of every entry as they were written, with parameters in braces, for people.</summary>
    public string[] TagTemplates { get; init; } = [];

    /// <summary>The ambient values that the keys begin with: classes that implement <see cref="ICacheKeyPart"/>.</summary>
    public Type[] VaryBy { get; init; } = [];

    /// <summary>Whether the keys begin with those of all caches of the container too.</summary>
    public bool VaryByDefaults { get; init; } = true;

    /// <summary>Whether the Core method takes a <see cref="CacheContext"/>. It is handed none otherwise.</summary>
    public bool TakesContext { get; init; }

    /// <summary>Writes the values to the shared tier, and reads them, in the place of the container's serializer.</summary>
    /// <value>The default is <see langword="null"/>: the container's.</value>
    public ICacheSerializer? Serializer { get; init; }

    /// <summary>Whether each call brings what loads the value, as those of a manual cache do: no other instance can run it.</summary>
    public bool CallBringsLoad { get; init; }

    /// <summary>Whether the declaration is a synchronous method: its callers block while the value is computed.</summary>
    public bool IsSynchronous { get; init; }

    /// <summary>Whether the declaration is a method that returns a <see cref="Task{TResult}"/>: its callers get the completed task that an entry keeps.</summary>
    public bool ReturnsTask { get; init; }

    /// <summary>The type of the values.</summary>
    /// <value>The default is <see langword="null"/>: not known before the cache is used, because the declaration has type parameters.</value>
    public virtual Type? ValueType => null;

    /// <summary>The type of the keys: that of the argument itself, or a generated one.</summary>
    /// <value>The default is <see langword="null"/>: not known before the cache is used.</value>
    public virtual Type? KeyType => null;

    /// <summary>Makes the container's state for this definition, where there is none yet: from then on the cache is one that has been used.</summary>
    /// <param name="cache">The container's caches.</param>
    public virtual void UseIn(ICache cache)
    {
    }

    /// <summary>Whether the cache is warmed when the application starts.</summary>
    public virtual bool IsWarmed => false;

    /// <summary>The loads that warm the cache: one sequence for the rows of its attributes, and one for each source.</summary>
    /// <param name="cache">The container's caches.</param>
    /// <returns>The sequences. To enumerate one may fail, which says nothing of the others.</returns>
    public virtual IReadOnlyList<IAsyncEnumerable<WarmLoad>> WarmLoads(ICache cache) => [];
}

/// <summary>The definition of a cached method, with what is typed about it.</summary>
/// <typeparam name="TService">The type that declares the method.</typeparam>
/// <typeparam name="TKey">The key that its arguments make: the argument itself, or a generated struct.</typeparam>
/// <typeparam name="TValue">The type of the result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public class CacheDefinition<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue> : CacheDefinition
    where TKey : notnull
{
    /// <summary>Makes a definition.</summary>
    public CacheDefinition()
    {
    }

    /// <summary>Makes the definition of a cache whose keys are made from those of another definition; it stands in that one's place.</summary>
    /// <param name="declared">The other definition.</param>
    /// <param name="writeKey">Writes the key's text.</param>
    /// <param name="load">Runs the Core method.</param>
    [SetsRequiredMembers]
    protected CacheDefinition(CacheDefinition declared, KeyTextWriter<TKey> writeKey, CacheLoader<TService, TKey, TValue> load)
        : base(declared)
    {
        WriteKey = writeKey;
        Load = load;
    }

    /// <summary>Writes the key's text: one segment for each parameter.</summary>
    public required KeyTextWriter<TKey> WriteKey { get; init; }

    /// <summary>Runs the Core method.</summary>
    public required CacheLoader<TService, TKey, TValue> Load { get; init; }

    /// <summary>Makes the key that is kept from the key of a call: lists copied, what does not belong to the key left out.</summary>
    /// <value>The default is <see langword="null"/>: the key is kept as it is.</value>
    public Func<TKey, TKey>? Keep { get; init; }

    /// <summary>The tags of an entry.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public Func<TKey, string[]>? Tags { get; init; }

    /// <summary>The bytes that a key and its value hold beside the entry's own, for a budget in bytes.</summary>
    /// <value>The default is <see langword="null"/>: an estimate by the type.</value>
    public Func<TKey, TValue, long>? Size { get; init; }

    /// <summary>The keys that the rows of <see cref="CacheWarmAttribute"/> make.</summary>
    /// <value>The default is none.</value>
    public TKey[] WarmKeys { get; init; } = [];

    /// <summary>The sources of <see cref="CacheWarmAttribute"/>. Each is called when it is enumerated, on an instance that lives as long.</summary>
    /// <value>The default is none.</value>
    public Func<TService, CancellationToken, IAsyncEnumerable<TKey>>[] WarmSources { get; init; } = [];

    /// <inheritdoc/>
    public override Type? ValueType => typeof(TValue);

    /// <inheritdoc/>
    public override Type? KeyType => typeof(TKey);

    /// <inheritdoc/>
    public override void UseIn(ICache cache) => _ = In(cache);

    /// <inheritdoc/>
    public override bool IsWarmed => WarmKeys.Length + WarmSources.Length > 0;

    /// <inheritdoc/>
    public override IReadOnlyList<IAsyncEnumerable<WarmLoad>> WarmLoads(ICache cache) => In(cache).WarmLoads();

    /// <summary>The container's state for this definition. A field and an array element where it has been used before.</summary>
    /// <param name="cache">The container's caches.</param>
    /// <returns>The state.</returns>
    public MethodCache<TService, TKey, TValue> In(ICache cache) => cache.Instances.Get(this);
}
