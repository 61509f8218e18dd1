using Cache.CompilerServices;
using Cache.Engine;
using Cache.Telemetry;
using Cache.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cache.Tests.Engine.Interleaving;

// one node with one cache, made without a container: thousands of them run in one test
internal sealed class Node : IDisposable
{
    // a method that takes a context may name tags at its end; one that takes none is joined across moves of other versions. The one hands out tasks, the other values
    private static readonly CacheDefinition<Load<PageKey, Reading>, PageKey, Reading> s_withContext = Define(takesContext: true);
    private static readonly CacheDefinition<Load<PageKey, Reading>, PageKey, Reading> s_withoutContext = Define(takesContext: false);
    private static readonly CacheDefinition<Load<PageKey, Reading>, PageKey, Reading> s_failSafeWithContext = Define(takesContext: true, failSafe: "never");
    private static readonly CacheDefinition<Load<PageKey, Reading>, PageKey, Reading> s_failSafeWithoutContext = Define(takesContext: false, failSafe: "never");
    private static readonly ServiceProvider s_services = new ServiceCollection().BuildServiceProvider();
    private static readonly IServiceScopeFactory s_scopes = s_services.GetRequiredService<IServiceScopeFactory>();

    private readonly CoarseClock _clock;
    private readonly CacheMetrics _metrics = new();

    public Node(bool takesContext, Func<CacheUnderTest, CacheUnderTest>? mutate, int? budget = null, bool failSafe = false)
    {
        _clock = new(Time);
        Store = budget is { } entries ? new BudgetedStore(entries, _clock) : new UnboundedStore();
        Cache = new CacheNode(new(), Store, null, _clock, new(s_scopes), [], new([], null, Time, NullLogger<ICache>.Instance), new(s_services, []), _metrics, NullLogger<ICache>.Instance);
        Table = (CacheTable<Load<PageKey, Reading>, PageKey, Reading>)(failSafe
            ? takesContext ? s_failSafeWithContext : s_failSafeWithoutContext
            : takesContext ? s_withContext : s_withoutContext).In(Cache);
        Pages = mutate is null ? Table : mutate(Table);
    }

    public ManualTimeProvider Time { get; } = new();

    public IWatchedStore Store { get; }

    public ICache Cache { get; }

    public CacheTable<Load<PageKey, Reading>, PageKey, Reading> Table { get; }

    /// <summary>The cache that is called: the table, or the table without one of its protections.</summary>
    public CacheUnderTest Pages { get; }

    /// <summary>Calls over many keys of the cache, whose Core method each of them brings along.</summary>
    public static ManyDefinition<Load<PageKey, Reading>, Load<IReadOnlyList<PageKey>, IReadOnlyDictionary<PageKey, Reading>>, PageKey, PageKey, Reading> Many(bool absentIsNull, int batchSize) => new()
    {
        Declaration = "pages",
        List = "keys",
        Key = static (_, key) => key,
        Load = static (_, load, keys, cancellationToken) => load(keys, null!, cancellationToken),
        AbsentIsNull = absentIsNull,
        BatchSize = batchSize,
    };

    public void Dispose()
    {
        Store.Dispose();
        _clock.Dispose();
        _metrics.Dispose();
    }

    private static CacheDefinition<Load<PageKey, Reading>, PageKey, Reading> Define(bool takesContext, string? failSafe = null) =>
        PageKey.Define<Reading>(static key => [$"tenant:{key.Tenant}"], takesContext, groups: [0], failSafe: failSafe, returnsTask: takesContext);
}
