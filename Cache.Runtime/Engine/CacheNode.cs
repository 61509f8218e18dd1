using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Cache.Coherence;
using Cache.CompilerServices;
using Cache.Dependencies;
using Cache.Loading;
using Cache.Local;
using Cache.Policies;
using Cache.SharedTier;
using Cache.Telemetry;
using Cache.Time;
using Cache.Varying;
using Microsoft.Extensions.Logging;

namespace Cache.Engine;

/// <summary>The caches of one container: a node. Two containers in one process are two nodes.</summary>
internal sealed class CacheNode : CacheInstances, ICache, IAsyncDisposable, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CacheDefinition> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, string TypeArguments), CacheDefinition> _definitions = [];
    private readonly List<ICacheTable> _tables = [];
    private readonly SharedParts? _parts;
    private readonly SharedVersions? _sharedVersions;
    private readonly CacheTraces _traces;
    private readonly bool _tellsKeys;

    public CacheNode(CacheOptions options, ILocalStore? store, SharedParts? shared, CoarseClock clock, ScopedInstances instances, IEnumerable<CacheDefinition> definitions, CachePolicies policies, KeyParts parts, CacheMetrics metrics, ILogger<ICache> log)
    {
        Namespace = options.Namespace;
        HasQuota = options.Quota is not null;
        Store = store ?? new NoLocalStore();
        KeepsEntries = store is not null;
        Clock = clock;
        ScopedInstances = instances;
        Policies = policies;
        KeyParts = parts;
        Log = log;
        BackgroundLoads = new(options.BackgroundLoads);
        Versions = new() { Tracks = options.TrackDependencies == true };
        Reads = Versions.Tracks ? new(Versions, options.DependencyLimit) : null;
        foreach (var definition in definitions)
        {
            Register(definition);
            if (shared is not null && definition.IsSynchronous)
                Throw.SynchronousAndShared(definition);
        }
        if (shared is not null)
        {
            _parts = shared;
            Shared = new(shared.Store, Namespace, shared.Options, Versions, clock, shared.Time, log);
            _sharedVersions = new(Shared, Versions, clock);
        }
        _tellsKeys = options.TraceKeys;
        _traces = TracesOf(null);
        LoadDuration = metrics.LoadDuration;
        metrics.Observe(this);
        CacheLog.Ready(log, Provider, Namespace, _byName.Count);
    }

    /// <summary>Which tiers there are, as a setting names them.</summary>
    public string Provider => Shared is null ? "Memory" : KeepsEntries ? "Hybrid" : "Redis";

    public string Namespace { get; }

    /// <summary>Whether what is stored is to keep within an allocation.</summary>
    public bool HasQuota { get; }

    public ILocalStore Store { get; }

    /// <summary>Whether entries are kept in memory.</summary>
    public bool KeepsEntries { get; }

    /// <summary>The node as a member of those that share a tier; null where there is none.</summary>
    public SharedNode? Shared { get; }

    public CoarseClock Clock { get; }

    /// <summary>Copies values for the caches that hand out copies.</summary>
    public ICacheSerializer Serializer { get; init; } = new JsonCacheSerializer();

    public Versions Versions { get; }

    /// <summary>What follows the reads of loads and responses; null where nobody wants it.</summary>
    public ReadTracking? Reads { get; }

    public ScopedInstances ScopedInstances { get; }

    public CachePolicies Policies { get; }

    /// <summary>The loads that go on without a caller.</summary>
    public BackgroundLoads BackgroundLoads { get; }

    public Histogram<double> LoadDuration { get; }

    public KeyParts KeyParts { get; }

    public ILogger Log { get; }

    public CacheInstances Instances => this;

    /// <summary>The caches that have been used so far.</summary>
    public ICacheTable[] Tables
    {
        get
        {
            lock (_lock)
                return [.. _tables];
        }
    }

    public ValueTask<InvalidationResult> InvalidateTagAsync(string tag, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<InvalidationResult>(cancellationToken);
        var name = SharedNames.OfTag(Namespace, tag);
        if (Shared is not null)
            return InvalidateTagEverywhereAsync(Shared, name);
        Versions.Move(null, name);
        return new(InvalidationResult.Applied);
    }

    /// <summary>The entries of a cache in the shared tier.</summary>
    public SharedEntries<TKey, TValue> SharedEntries<TKey, TValue>(EntryVersions<TKey> versions, KeyTexts<TKey> texts, EntryPolicy policy, CacheDefinition definition)
        where TKey : notnull
    {
        if (texts.Prefix.Length > SharedKey.ReadableChars)
            Throw.PrefixTooLong(texts.Prefix, SharedKey.ReadableChars);
        return new(Shared!, _sharedVersions!, versions, texts, new(definition.Serializer ?? _parts!.Serializer, _parts!.Options), policy, definition.Name, Log);
    }

    /// <summary>The activities of a cache.</summary>
    /// <param name="cache">Its name; null for what concerns all of them.</param>
    public CacheTraces TracesOf(string? cache) => new(cache, Shared?.Store.System, _tellsKeys);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new(canceled: true)).ConfigureAwait(false);
        if (Shared is not null)
            await Shared.DisposeAsync().ConfigureAwait(false);
    }

    // a container that is disposed without waiting cannot send what is still kept; it is logged
    public void Dispose()
    {
        BackgroundLoads.Dispose();
        Shared?.Dispose();
    }

    /// <summary>Ends what goes on without a caller, before the node is disposed and while the application still has what those loads need.</summary>
    /// <param name="noMoreTime">Ends the wait for them.</param>
    public async Task StopAsync(CancellationToken noMoreTime)
    {
        if (await BackgroundLoads.DrainAsync(noMoreTime).ConfigureAwait(false) is var left and > 0)
            CacheLog.LoadsLeftRunning(Log, left);
    }

    protected override MethodCache<TService, TKey, TValue> Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
        CacheDefinition<TService, TKey, TValue> definition)
    {
        lock (_lock)
        {
            Register(definition);
            var parts = KeyParts.Of(definition);
            var cache = parts.Length == 0
                ? Tracked(new CacheTable<TService, TKey, TValue>(definition, this))
                : new VaryingCache<TService, TKey, TValue>(
                    definition, parts, Tracked(new CacheTable<TService, VariedKey<TKey>, TValue>(new VariedDefinition<TService, TKey, TValue>(definition, parts), this)), Policies.Of(definition), ScopedInstances);
            return definition.Copy ? new CopyingCache<TService, TKey, TValue>(cache, new(Serializer, definition.Name)) : cache;
        }
    }

    // called under the lock
    private MethodCache<TService, TKey, TValue> Tracked<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(CacheTable<TService, TKey, TValue> table)
        where TKey : notnull
    {
        _tables.Add(table);
        return Reads is null ? table : new TrackingCache<TService, TKey, TValue>(table, Reads);
    }

    // after the server has it, so that what was read between dies here
    private async ValueTask<InvalidationResult> InvalidateTagEverywhereAsync(SharedNode shared, string name)
    {
        var change = Versions.BeginChange(name);
        try
        {
            return await _traces.SharedAsync(
                "cache.shared.invalidate", name, (shared, name), static send => send.shared.SendAsync(new(SharedChangeKind.Tag, send.name)), SharedOutcomes.OfInvalidation).ConfigureAwait(false);
        }
        finally
        {
            Versions.Outdate(SharedNames.TagClockOf(name));
            Versions.Move(null, name);
            change?.EndChange();
        }
    }

    // the type arguments of one generic declaration share its name: they are a part of the key's text. One declaration is one object; two that say the same
    // stand in two assemblies
    private void Register(CacheDefinition definition)
    {
        _byName.TryAdd(definition.Name, definition);
        if (_byName[definition.Name].Declaration != definition.Declaration)
            Throw.SameName(_byName[definition.Name], definition);
        // it only announces those that will come
        if (definition is OpenCacheDefinition)
            return;
        _definitions.TryAdd((definition.Name, definition.TypeArguments), definition);
        if (_definitions[(definition.Name, definition.TypeArguments)] is var present && present != definition)
            Throw.SameName(present, definition);
    }
}
