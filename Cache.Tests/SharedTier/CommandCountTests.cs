using Cache.Local;
using Cache.SharedTier;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.SharedTier;

// what calls and invalidations cost the server, in commands
public class CommandCountTests
{
    private readonly ManualTimeProvider _time = new();
    private DrivenServer _server = null!;
    private ServiceProvider _services = null!;
    private ICache _cache = null!;

    [SetUp]
    public void Open()
    {
        _server = new(_time);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<ILocalStore>(new UnboundedStore());
        services.AddSingleton<ISharedStore>(_server.NewNode());
        services.AddCache();
        _services = services.BuildServiceProvider();
        _cache = _services.GetRequiredService<ICache>();
    }

    [TearDown]
    public async Task CloseAsync() => await _services.DisposeAsync();

    [Test]
    public async Task A_hit_in_memory_asks_the_server_nothing_and_allocates_nothing()
    {
        var cache = Container.Define<int, string>().In(_cache);
        Load<int, string> load = static (_, _, _) => new("value");
        await cache.GetTask(load, 1);
        for (var call = 0; call < 100; call++)
            _ = cache.GetTask(load, 1);
        _server.Commands.Clear();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 10_000; call++)
            _ = cache.GetTask(load, 1);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(_server.Commands, Is.Empty);
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public async Task A_first_load_is_read_versions_lease_and_fill()
    {
        var cache = Container.Define<int, string>().In(_cache);
        await cache.ExistsAsync(2);
        _server.Commands.Clear();

        await cache.GetTask(static (_, _, _) => new("value"), 1);

        Assert.That(_server.Commands, Is.EqualTo((string[])["get", "get or lease", "fill"]), "the version of the cache is known already");
    }

    [Test]
    public async Task To_invalidate_a_tag_or_a_whole_cache_takes_no_more_commands_for_more_entries([Values(1, 1000)] int entries)
    {
        var cache = Container.Define<int, string>(tags: static _ => ["red"]).In(_cache);
        for (var key = 0; key < entries; key++)
            await cache.SetAsync(key, "value");
        _server.Commands.Clear();

        await _cache.InvalidateTagAsync("red");
        Assert.That(_server.Commands, Is.EqualTo((string[])["move", "move"]), "the clock of tags, and the tag");
        _server.Commands.Clear();
        await cache.InvalidateAllAsync();

        Assert.That(_server.Commands, Is.EqualTo((string[])["move"]));
        Assert.That(await cache.ExistsAsync(0), Is.False);
    }

    [Test]
    public async Task To_invalidate_a_key_is_one_command()
    {
        var cache = Container.Define<int, string>().In(_cache);
        await cache.SetAsync(1, "value");
        _server.Commands.Clear();

        await cache.InvalidateAsync(1);

        Assert.That(_server.Commands, Is.EqualTo((string[])["invalidate"]));
    }
}
