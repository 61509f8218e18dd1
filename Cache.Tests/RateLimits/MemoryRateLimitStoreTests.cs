using Cache.RateLimits;

namespace Cache.Tests.RateLimits;

/// <summary>What the memory of permits keeps.</summary>
public sealed class MemoryRateLimitStoreTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(1);
    private readonly ManualTimeProvider _time = new();

    [Test]
    public async Task What_is_over_does_not_stay()
    {
        var store = new MemoryRateLimitStore(_time);
        for (var i = 0; i < 20_000; i++)
        {
            await store.TakeAsync(new($"app:#limit:1s:{i}", i, 5, s_window, 1), isAgain: false);
            _time.Advance(s_window / 10);
        }

        Assert.That(store.Count, Is.LessThan(1000));
    }

    [Test]
    public async Task A_permit_is_over_at_the_end_of_its_window_and_no_tick_before()
    {
        var store = new MemoryRateLimitStore(_time);
        var take = new RateLimitTake("k", 0, 1, s_window, 1);
        await store.TakeAsync(take, isAgain: false);

        _time.Advance(s_window - TimeSpan.FromTicks(1));
        var refused = await store.TakeAsync(take, isAgain: false);
        _time.Advance(refused.RetryAfter);

        Assert.That((refused.Allowed, refused.RetryAfter), Is.EqualTo((false, TimeSpan.FromTicks(1))));
        Assert.That((await store.TakeAsync(take, isAgain: false)).Allowed, Is.True);
    }

    [Test]
    public async Task A_permit_costs_less_than_48_bytes()
    {
        const int Permits = 100_000;
        var store = new MemoryRateLimitStore(_time);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Permits; i++)
            await store.TakeAsync(new("k", i, Permits, s_window, 1), isAgain: false);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        TestContext.Out.WriteLine($"{(double)bytes / Permits:F1} bytes a permit");
        Assert.That((await store.LookAsync(new("k", 0, Permits, s_window, 1))).Count, Is.EqualTo(Permits));
        Assert.That(bytes / Permits, Is.LessThan(48));
    }
}
