using System.Diagnostics.CodeAnalysis;
using Cache.Coherence;
using Cache.CompilerServices;
using Cache.Local;
using Cache.Telemetry;
using Cache.Time;
using Microsoft.Extensions.Logging;

namespace Cache.Engine;

/// <summary>The caches of one container: a node. Two containers in one process are two nodes.</summary>
internal sealed class CacheNode : CacheInstances, ICache
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CacheDefinition> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, string TypeArguments), CacheDefinition> _definitions = [];
    private readonly List<ICacheTable> _tables = [];

    public CacheNode(CacheOptions options, ILocalStore store, CoarseClock clock, ScopedInstances instances, IEnumerable<CacheDefinition> definitions, CacheMetrics metrics, ILogger<ICache> log)
    {
        Namespace = options.Namespace;
        Store = store;
        Clock = clock;
        ScopedInstances = instances;
        Log = log;
        foreach (var definition in definitions)
        {
            Register(definition);
            // a bad policy is found here, before the first request
            _ = new EntryPolicy(definition);
        }
        metrics.Observe(this);
        CacheLog.Ready(log, "Memory", Namespace, _byName.Count);
    }

    public string Namespace { get; }

    public ILocalStore Store { get; }

    public CoarseClock Clock { get; }

    public Versions Versions { get; } = new();

    public ScopedInstances ScopedInstances { get; }

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
        Versions.Move(null, tag);
        return new(InvalidationResult.Applied);
    }

    protected override MethodCache<TService, TKey, TValue> Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
        CacheDefinition<TService, TKey, TValue> definition)
    {
        lock (_lock)
        {
            Register(definition);
            var table = new CacheTable<TService, TKey, TValue>(definition, this);
            _tables.Add(table);
            return table;
        }
    }

    // the type arguments of one generic declaration share its name: they are a part of the key's text. One declaration is one object; two that say the same
    // stand in two assemblies
    private void Register(CacheDefinition definition)
    {
        _byName.TryAdd(definition.Name, definition);
        _definitions.TryAdd((definition.Name, definition.TypeArguments), definition);
        if (_byName[definition.Name].Declaration != definition.Declaration)
            Throw.SameName(_byName[definition.Name], definition);
        if (_definitions[(definition.Name, definition.TypeArguments)] is var present && present != definition)
            Throw.SameName(present, definition);
    }
}
