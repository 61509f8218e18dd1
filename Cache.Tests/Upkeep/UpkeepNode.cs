using Cache.CompilerServices;
using Cache.Engine;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Upkeep;

// a container, and one cache of it, whose loads without a caller run on an instance that the test holds
internal sealed class UpkeepNode : IAsyncDisposable
{
    private readonly Container _container;

    public UpkeepNode(CacheDefinition<Load<int, string>, int, string> definition, Action<IServiceCollection>? register = null)
    {
        _container = new(services =>
        {
            services.AddSingleton<ILogger<ICache>>(Log);
            services.AddSingleton(Background.Of());
            register?.Invoke(services);
        });
        Cache = definition.In(_container.Cache);
    }

    public RecordingLog Log { get; } = new();

    /// <summary>The loads that have begun without a caller.</summary>
    public HeldLoads<int, string> Background { get; } = new();

    public MethodCache<Load<int, string>, int, string> Cache { get; }

    public CacheNode Node => (CacheNode)_container.Cache;

    public ManualTimeProvider Time => _container.Time;

    /// <summary>A call; its load, should it come to one, has a value at once.</summary>
    public Task<string> GetAsync(string loaded, int key = 1) => Cache.GetTask((_, _, _) => new(loaded), key);

    /// <summary>A call whose load takes a time of the driven clock.</summary>
    public async Task LoadAsync(string value, TimeSpan time, int key = 1)
    {
        var loads = new HeldLoads<int, string>();
        var call = Cache.GetTask(loads.Of(), key);
        Time.Advance(time);
        loads[0].Return(value);
        Assert.That(await call, Is.EqualTo(value));
    }

    /// <summary>Hits the entry until one of the hits has begun the load that is to follow it.</summary>
    public async Task<HeldLoad<int, string>> HitUntilRefreshedAsync(string value, int load = 0)
    {
        for (var hits = 0; Node.BackgroundLoads.Running == 0; hits++)
        {
            Assert.That(hits, Is.LessThan(1_000), "not one of so many draws");
            Assert.That(await GetAsync("unexpected"), Is.EqualTo(value));
        }
        return await Background.AtAsync(load);
    }

    /// <summary>Waits until no load goes on without a caller.</summary>
    public Task SettledAsync() => Redis.Node.UntilAsync(() => Node.BackgroundLoads.Running == 0, "the loads in the background end");

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
