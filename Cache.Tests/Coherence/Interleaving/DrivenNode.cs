using Cache.CompilerServices;
using Cache.Dependencies;
using Cache.Engine;
using Cache.Telemetry;
using Cache.Tests.Engine;
using Cache.Tests.SharedTier;
using Cache.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cache.Tests.Coherence.Interleaving;

// one node with one cache on a driven server, made without a container: thousands of them run in one test
internal sealed class DrivenNode : IAsyncDisposable
{
    private static readonly CacheDefinition<Load<PageKey, long>, PageKey, long> s_withContext = Define(takesContext: true);
    private static readonly CacheDefinition<Load<PageKey, long>, PageKey, long> s_withoutContext = Define(takesContext: false);
    private static readonly CacheDefinition<Load<PageKey, long>, PageKey, long> s_derived = PageKey.Define<long>(null, takesContext: false, name: "derived");
    private static readonly ServiceProvider s_services = new ServiceCollection().BuildServiceProvider();
    private static readonly IServiceScopeFactory s_scopes = s_services.GetRequiredService<IServiceScopeFactory>();

    private readonly CoarseClock _clock;
    private readonly CacheMetrics _metrics = new();
    private readonly CacheNode _node;
    private readonly EntryMaker<PageKey, long> _maker;
    private readonly CacheTable<Load<PageKey, long>, PageKey, long> _table;

    public DrivenNode(DrivenServer server, ManualTimeProvider time, SharedOptions options, bool hasMemory, bool takesContext, bool? tracks = null)
    {
        var definition = takesContext ? s_withContext : s_withoutContext;
        Memory = hasMemory ? new() : null;
        _clock = new(time);
        _node = new(new() { TrackDependencies = tracks }, Memory, new(server.NewNode(), new JsonCacheSerializer(), options, time), _clock, new(s_scopes), [], new([], null, time, NullLogger<ICache>.Instance), new(s_services, []), _metrics, NullLogger<ICache>.Instance);
        Pages = definition.In(_node);
        _table = Pages as CacheTable<Load<PageKey, long>, PageKey, long> ?? ((TrackingCache<Load<PageKey, long>, PageKey, long>)Pages).Table;
        Derived = s_derived.In(_node);
        _maker = new(_table.Entries, new(new()), _clock, null, hasSharedTier: true);
    }

    public ICache Cache => _node;

    /// <summary>Null where the node keeps no entries.</summary>
    public UnboundedStore? Memory { get; }

    public MethodCache<Load<PageKey, long>, PageKey, long> Pages { get; }

    /// <summary>A cache whose values are made of pages.</summary>
    public MethodCache<Load<PageKey, long>, PageKey, long> Derived { get; }

    public long Hits => _table.Counts.Hits;

    /// <summary>The stamp of a load that begins now.</summary>
    public long Stamp => _node.Versions.Sequence;

    /// <summary>Puts a loaded value in memory, whatever has become of its flight.</summary>
    public void FillBlindly(PageKey key, long value, long stamp) =>
        _table.Entries.Put(key, _maker.Make(key, value, null, stamp, null, TimeSpan.FromMinutes(5)));

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _clock.Dispose();
        _metrics.Dispose();
    }

    private static CacheDefinition<Load<PageKey, long>, PageKey, long> Define(bool takesContext) =>
        PageKey.Define<long>(static key => [$"tenant:{key.Tenant}"], takesContext, groups: [0]);
}
