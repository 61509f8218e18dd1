using Cache.CompilerServices;
using Cache.Engine;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Policies;

// a node with a scoped service whose loads the test holds, each named after the instance that it runs on
internal sealed class Reports : IAsyncDisposable
{
    private static readonly ManyDefinition<Instance, NoKey, int, int, string> s_many = new()
    {
        Declaration = "Shop.Reports.GetMany",
        List = "ids",
        Key = static (_, id) => id,
        Load = static (service, _, ids, cancellationToken) => service.LoadManyAsync(ids, cancellationToken),
    };

    private readonly Container _container;
    private readonly List<string> _disposed = [];
    private int _instances;

    public Reports(string failSafe = "1h", string timeout = "200ms", string? hardTimeout = null, bool isKnown = true)
    {
        _container = new(services =>
        {
            services.AddSingleton<ILogger<ICache>>(Log);
            if (isKnown)
                services.AddScoped(_ => new Instance(this, $"scoped {Interlocked.Increment(ref _instances)}"));
        });
        Service = new(this, "caller");
        Cache = new CacheDefinition<Instance, int, string>
        {
            Name = "reports",
            Declaration = "Shop.Reports.Get",
            Parameters = ["id"],
            FailSafe = failSafe,
            Timeout = timeout,
            HardTimeout = hardTimeout,
            WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
            Load = static (service, key, context, cancellationToken) => service.LoadAsync(key, context, cancellationToken),
        }.In(_container.Cache);
    }

    public RecordingLog Log { get; } = new();

    public HeldLoads<int, string> Loads { get; } = new();

    /// <summary>The loads of calls over many keys.</summary>
    public HeldLoads<IReadOnlyList<int>, IReadOnlyDictionary<int, string>> Batches { get; } = new();

    public MethodCache<Instance, int, string> Cache { get; }

    /// <summary>The instance of a caller, whose request may end at any time.</summary>
    public Instance Service { get; }

    public ManualTimeProvider Time => _container.Time;

    public TableCounts Counts => ((CacheTable<Instance, int, string>)Cache).Counts;

    /// <summary>The instances whose scope has ended.</summary>
    public string[] Disposed
    {
        get
        {
            lock (_disposed)
                return [.. _disposed];
        }
    }

    public async Task ExpireAsync(string value)
    {
        await Cache.SetAsync(1, value);
        Time.Advance(TimeSpan.FromMinutes(5));
    }

    public Task<string> CallAsync(CancellationToken cancellationToken = default) => Cache.GetTask(Service, 1, cancellationToken);

    public Task<IReadOnlyDictionary<int, string>> CallManyAsync(params int[] ids) => s_many.GetTask(Cache, Service, default, ids);

    /// <summary>Ends when no load is under way any more: the background is not waited for by anybody.</summary>
    public async Task LandedAsync()
    {
        var table = ((CacheTable<Instance, int, string>)Cache).Entries;
        for (var patience = 10_000; patience > 0 && table.Slots.All().Any(static slot => slot.Kind == Local.SlotKind.Flight); patience--)
            await Task.Delay(TimeSpan.FromMilliseconds(1));
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();

    internal sealed class Instance(Reports node, string name) : IDisposable
    {
        public void Dispose()
        {
            lock (node._disposed)
                node._disposed.Add(name);
        }

        public ValueTask<string> LoadAsync(int key, CacheContext context, CancellationToken cancellationToken) => node.Loads.Of(name)(key, context, cancellationToken);

        public ValueTask<IReadOnlyDictionary<int, string>> LoadManyAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken) => node.Batches.Of(name)(keys, null!, cancellationToken);
    }
}
