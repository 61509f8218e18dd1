using Cache.Engine;
using Cache.Loading;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cache.Tests.Upkeep;

public sealed class BackgroundLoadsTests
{
    [Test]
    public async Task There_is_room_for_as_many_as_the_limit_says()
    {
        using var loads = new BackgroundLoads(2);
        var hold = new TaskCompletionSource();

        Assert.That(loads.TryStart(_ => hold.Task), Is.True);
        Assert.That(loads.TryEnter(), Is.True);
        Assert.That(loads.TryStart(_ => hold.Task), Is.False);
        loads.Leave();
        hold.SetResult();
        await Redis.Node.UntilAsync(() => loads.Running == 0, "the load ends");

        Assert.That(loads.TryEnter(), Is.True);
    }

    [TestCase("some")]
    [TestCase("0")]
    [TestCase("-1")]
    public void A_limit_that_cannot_be_stops_the_application_at_its_start(string limit)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["Cache:BackgroundLoads"] = limit;
        builder.Services.AddCache(builder.Configuration.GetSection("Cache")).AddMemory();
        using var host = builder.Build();

        Assert.That(() => host.StartAsync(), Throws.InstanceOf<FormatException>().With.Message.EqualTo($"The setting BackgroundLoads of the cache is '{limit}'. Write a whole number of at least 1."));
    }

    [Test]
    public async Task A_limit_of_the_configuration_counts()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["Cache:BackgroundLoads"] = "1";
        builder.Services.AddCache(builder.Configuration.GetSection("Cache")).AddMemory();
        using var host = builder.Build();
        await host.StartAsync();
        var loads = ((CacheNode)host.Services.GetRequiredService<ICache>()).BackgroundLoads;

        Assert.That((loads.TryEnter(), loads.TryEnter()), Is.EqualTo((true, false)));
        loads.Leave();
        await host.StopAsync();
    }

    [Test]
    public async Task A_drain_waits_for_what_runs_and_lets_nothing_begin()
    {
        using var loads = new BackgroundLoads(2);
        var hold = new TaskCompletionSource();
        loads.TryStart(_ => hold.Task);

        var drained = loads.DrainAsync(CancellationToken.None);
        Assert.That(loads.TryEnter(), Is.False);
        Assert.That(drained.IsCompleted, Is.False);
        hold.SetResult();

        Assert.That(await drained, Is.Zero);
        Assert.That(loads.Stopping.IsCancellationRequested, Is.True);
    }

    [Test]
    public async Task When_there_is_no_more_time_what_runs_is_told_to_stop()
    {
        using var loads = new BackgroundLoads(1);
        var token = new TaskCompletionSource<CancellationToken>();
        loads.TryStart(async stopping =>
        {
            token.SetResult(stopping);
            await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        Assert.That((await token.Task).IsCancellationRequested, Is.False);

        Assert.That(await loads.DrainAsync(new(canceled: true)), Is.Zero);
    }

    [Test]
    public async Task One_that_does_not_listen_is_counted()
    {
        using var loads = new BackgroundLoads(1);
        var hold = new TaskCompletionSource();
        loads.TryStart(_ => hold.Task);

        Assert.That(await loads.DrainAsync(new(canceled: true)), Is.EqualTo(1));
        hold.SetResult();
    }

    [Test]
    public async Task A_host_that_stops_waits_for_a_load_that_follows_an_entry()
    {
        var time = new ManualTimeProvider();
        var background = new HeldLoads<int, string>();
        var definition = Container.Define<int, string>("stopping", keepWarm: "1h");
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(background.Of()).AddCache().AddMemory();
        using var host = builder.Build();
        await host.StartAsync();
        var cache = definition.In(host.Services.GetRequiredService<ICache>());
        await cache.GetTask(static (_, _, _) => new("old"), 1);
        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(30));
        var load = await background.AtAsync(0);

        var stopped = host.StopAsync();
        Assert.That(((CacheNode)host.Services.GetRequiredService<ICache>()).BackgroundLoads.TryEnter(), Is.False);
        Assert.That(stopped.IsCompleted, Is.False);
        load.Return("new");
        await stopped;

        Assert.That((await cache.TryGetAsync(1)).Value, Is.EqualTo("new"), "it was let to its end");
    }

    [Test]
    public async Task Callers_wait_for_their_load_where_there_is_no_room_for_it_to_go_on_without_them()
    {
        await using var container = new Container(services =>
        {
            services.Configure<CacheOptions>(static options => options.BackgroundLoads = 1);
            services.AddSingleton<Load<int, string>>(static (_, _, _) => throw new InvalidOperationException("the caller's is to be used"));
        });
        var node = (CacheNode)container.Cache;
        var cache = Container.Define<int, string>("no-room", failSafe: "1h", timeout: "200ms").In(node);
        await cache.GetTask(static (_, _, _) => new("old"), 1);
        container.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(node.BackgroundLoads.TryEnter(), Is.True);

        var loads = new HeldLoads<int, string>();
        var call = cache.GetTask(loads.Of(), 1);
        var load = await loads.AtAsync(0);
        container.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(call.IsCompleted, Is.False, "the stale value is for those whose load may be left behind");
        load.Return("new");

        Assert.That(await call, Is.EqualTo("new"));
        node.BackgroundLoads.Leave();
    }
}
