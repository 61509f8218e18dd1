using Cache.SharedTier;
using Cache.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cache.Tests.Redis;

public sealed class AddRedisTests
{
    [Test]
    public void Redis_is_the_shared_store()
    {
        using var services = new ServiceCollection().AddCache().AddRedis("localhost:6379").Services.BuildServiceProvider();

        Assert.That(services.GetRequiredService<ISharedStore>(), Is.InstanceOf<RedisSharedStore>());
    }

    [Test]
    public void Configuration_goes_before_code()
    {
        var options = Options(services => services.AddCache(Section(
                ("ConnectionString", "configured:1"), ("CommandTimeout", "2s"), ("BreakDuration", "3s"), ("BreakerWindow", "4s"), ("BreakerFailureRatio", "0.25"), ("BreakerMinimumCalls", "20")))
            .AddRedis("code:1", static redis => redis.CommandTimeout = "5s"));

        Assert.That(options.ConnectionString, Is.EqualTo("configured:1"));
        Assert.That(RedisSettings.From(options), Is.EqualTo(
            new RedisSettings(TimeSpan.FromSeconds(2), 0.25, 20, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(3))));
    }

    [Test]
    public void Configuration_that_says_nothing_leaves_what_code_says()
    {
        var options = Options(static services => services.AddCache(Section()).AddRedis("code:1", static redis => redis.CommandTimeout = "5s"));

        Assert.That((options.ConnectionString, options.CommandTimeout), Is.EqualTo(("code:1", "5s")));
    }

    [Test]
    public void The_defaults_are_those_that_the_documentation_names()
    {
        Assert.That(RedisSettings.From(new()), Is.EqualTo(
            new RedisSettings(TimeSpan.FromSeconds(1), 0.5, 10, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1))));
    }

    [TestCase("CommandTimeout", "fast")]
    [TestCase("CommandTimeout", "never")]
    [TestCase("CommandTimeout", "5ms")]
    [TestCase("BreakDuration", "100ms")]
    [TestCase("BreakerWindow", "2d")]
    [TestCase("BreakerFailureRatio", "half")]
    [TestCase("BreakerFailureRatio", "1.5")]
    [TestCase("BreakerFailureRatio", "0")]
    [TestCase("BreakerMinimumCalls", "many")]
    [TestCase("BreakerMinimumCalls", "1")]
    public void A_bad_setting_is_refused_and_named(string setting, string value)
    {
        using var services = new ServiceCollection().AddCache(Section((setting, value))).AddRedis("localhost").Services.BuildServiceProvider();

        Assert.That(() => services.GetRequiredService<ISharedStore>(), Throws.TypeOf<FormatException>().With.Message.Contains($"Redis:{setting}").And.Message.Contains($"\"{value}\""));
    }

    [Test]
    public async Task An_application_s_own_connection_is_used_and_not_closed()
    {
        await using var server = await RedisServer.StartAsync();
        // as an application makes it: no administration allowed, a database of its own
        using var multiplexer = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},defaultDatabase=2");
        var services = new ServiceCollection().AddCache().AddRedis(multiplexer).Services.BuildServiceProvider();
        var store = services.GetRequiredService<ISharedStore>();
        var heard = new HeardMessages();
        await store.StartAsync(heard);

        await store.SetAsync("app:users:1", SlotId.New(), new byte[1], Timeout.InfiniteTimeSpan, null);
        Assert.That((await store.ReadLanesAsync()).History, Has.Length.EqualTo(40));
        await Node.UntilAsync(() => heard.Count == 1, "the message");
        await services.DisposeAsync();

        Assert.That((await multiplexer.GetDatabase().KeyExistsAsync("{L" + $"{Lanes.Of("app:users:1"):00}" + "}:app:users:1"), multiplexer.IsConnected), Is.EqualTo((true, true)));
        await Node.UntilAsync(async () => await server.CommandAsync("PUBSUB", "NUMSUB", "app:#bus") == "app:#bus\n0", "the subscription is given up");
    }

    private static RedisOptions Options(Func<IServiceCollection, CacheBuilder> add)
    {
        using var services = add(new ServiceCollection()).Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<RedisOptions>>().Value;
    }

    private static IConfiguration Section(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(static one => KeyValuePair.Create("Cache:Redis:" + one.Name, (string?)one.Value)))
        .Build().GetSection("Cache");

    private sealed class HeardMessages : ISharedListener
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Invalidated(SharedMessage message) => Interlocked.Increment(ref _count);

        public void Landed(string key)
        {
        }

        public void ConnectionChanged(bool isConnected)
        {
        }
    }
}
