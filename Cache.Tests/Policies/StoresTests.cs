using Cache.CompilerServices;
using Cache.Local;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Policies;

/// <summary>Stale values and standing failures on both memory stores.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class StoresTests(bool inMemoryCache)
{
    private static readonly CacheDefinition<Load<int, string?>, int, string?> s_things = FailSafeTests.Define(failSafe: "10m", errorsFor: "1m");

    private ManualTimeProvider _time = null!;
    private ServiceProvider _services = null!;
    private MethodCache<Load<int, string?>, int, string?> _cache = null!;

    [SetUp]
    public void Open()
    {
        _time = new();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddMemoryCache();
        services.AddCache().AddMemory(options =>
        {
            if (inMemoryCache)
                options.UseMemoryCache();
        });
        _services = services.BuildServiceProvider();
        _cache = s_things.In(_services.GetRequiredService<ICache>());
    }

    [TearDown]
    public ValueTask CloseAsync() => _services.DisposeAsync();

    private ILocalStore Store => _services.GetRequiredService<ILocalStore>();

    [Test]
    public async Task A_stale_value_serves_as_long_as_FailSafe_says_and_then_its_memory_is_free()
    {
        await _cache.SetAsync(1, "old");
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(await _cache.GetTask(FailSafeTests.Failing, 1), Is.EqualTo("old"));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.That(await _cache.GetTask(FailSafeTests.Failing, 1), Is.EqualTo("old"));
        Assert.That(Store.Count, Is.EqualTo(1));

        _time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromTicks(2 * TimerWheel.Precision));

        Assert.That(Store.Count, Is.Zero);
        Assert.That(async () => await _cache.GetTask(FailSafeTests.Failing, 1), Throws.InvalidOperationException);
    }

    [Test]
    public async Task Failures_that_stand_leave_memory_without_another_call()
    {
        for (var key = 0; key < 100; key++)
            Assert.That(async () => await _cache.GetTask(FailSafeTests.Failing, key), Throws.InvalidOperationException);
        Assert.That(Store.Count, Is.EqualTo(100));

        _time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromTicks(2 * TimerWheel.Precision));

        Assert.That(Store.Count, Is.Zero);
        Assert.That(FailSafeTests.Counts(_cache).Entries, Is.Zero);
    }

    [Test]
    public async Task An_invalidation_frees_a_stale_value_at_once()
    {
        await _cache.SetAsync(1, "old");
        _time.Advance(TimeSpan.FromMinutes(5));
        await _cache.GetTask(FailSafeTests.Failing, 1);

        await _cache.InvalidateAsync(1);

        Assert.That(Store.Count, Is.Zero);
    }
}
