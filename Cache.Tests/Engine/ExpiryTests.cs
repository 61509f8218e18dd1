using Cache.Policies;
using Cache.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cache.Tests.Engine;

public class ExpiryTests
{
    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(5);

    [Test]
    public async Task An_entry_lives_up_to_its_Ttl_and_not_a_tick_longer()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(ttl: "5m").In(container.Cache);
        await cache.GetTask(static (_, _, _) => new("old"), 1);

        container.Time.Advance(s_ttl - CoarseClock.Resolution);
        Assert.That(await cache.GetTask(static (_, _, _) => new("new"), 1), Is.EqualTo("old"));

        container.Time.Advance(CoarseClock.Resolution);
        Assert.That(await cache.ExistsAsync(1), Is.False);
        Assert.That(await cache.GetTask(static (_, _, _) => new("new"), 1), Is.EqualTo("new"));
    }

    [Test]
    public async Task An_entry_that_is_hit_all_the_time_lives_no_longer([Values] bool returnsTask, [Values("1s", "5m", "10h")] string ttl)
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(ttl: ttl, returnsTask: returnsTask).In(container.Cache);
        async Task<string> ReadAsync(string loaded) => returnsTask ? await cache.GetTask((_, _, _) => new(loaded), 1) : await cache.GetValueTask((_, _, _) => new(loaded), 1);
        var step = ttl == "1s" ? CoarseClock.Resolution : TimeSpan.FromSeconds(30);
        var end = ttl switch { "1s" => TimeSpan.FromSeconds(1), "5m" => s_ttl, _ => TimeSpan.FromHours(10) };
        await ReadAsync("old");
        for (var left = end; left > step; left -= step)
        {
            Assert.That(await ReadAsync("new"), Is.EqualTo("old"), $"{left} before its end");
            container.Time.Advance(step);
        }

        container.Time.Advance(step);
        Assert.That(await ReadAsync("new"), Is.EqualTo("new"));
    }

    [Test]
    public async Task The_time_of_an_entry_begins_when_its_load_ends()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(ttl: "5m").In(container.Cache);
        var loads = new HeldLoads<int, string>();

        var caller = cache.GetTask(loads.Of(), 1);
        container.Time.Advance(TimeSpan.FromMinutes(7));
        loads[0].Return("value");
        Assert.That(await caller, Is.EqualTo("value"));

        container.Time.Advance(s_ttl - CoarseClock.Resolution);
        Assert.That(await cache.ExistsAsync(1), Is.True);
        container.Time.Advance(CoarseClock.Resolution);
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task An_expired_entry_is_replaced_and_the_store_is_told()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(ttl: "5m").In(container.Cache);
        await cache.SetAsync(1, "old");
        var old = container.Store.Single();
        container.Time.Advance(s_ttl);
        var loads = new HeldLoads<int, string>();

        var caller = cache.GetTask(loads.Of(), 1);
        Assert.That(container.Store.Count, Is.Zero, "the flight stands where the dead entry stood");
        loads[0].Return("new");
        await caller;

        Assert.That(container.Store.Single(), Is.Not.SameAs(old));
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task Never_is_never()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(ttl: "never", jitter: "1h").In(container.Cache);
        await cache.SetAsync(1, "value");

        container.Time.Advance(TimeSpan.FromDays(365_000));

        Assert.That((await cache.TryGetAsync(1)).Value, Is.EqualTo("value"));
        Assert.That(container.Store.Single().ExpiresAt, Is.EqualTo(CoarseClock.Never));
    }

    [Test]
    public async Task A_set_has_a_Ttl_of_its_own_without_jitter()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(ttl: "5m", jitter: "4m").In(container.Cache);
        await cache.SetAsync(1, "short", TimeSpan.FromSeconds(3));
        await cache.SetAsync(2, "for ever", Timeout.InfiniteTimeSpan);

        container.Time.Advance(TimeSpan.FromSeconds(3) - CoarseClock.Resolution);
        Assert.That(await cache.ExistsAsync(1), Is.True);
        container.Time.Advance(CoarseClock.Resolution);
        Assert.That(await cache.ExistsAsync(1), Is.False);
        container.Time.Advance(TimeSpan.FromDays(1000));
        Assert.That(await cache.ExistsAsync(2), Is.True);
    }

    [TestCase(0)]
    [TestCase(-5)]
    public async Task A_Ttl_that_is_not_above_zero_is_refused(int seconds)
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);

        Assert.That(async () => await cache.SetAsync(1, "value", TimeSpan.FromSeconds(seconds)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task Jitter_shortens_the_time_of_each_entry_evenly_and_by_no_more_than_it_says()
    {
        const int Entries = 2000;
        await using var container = new Container();
        var cache = Container.Define<int, int>(ttl: "10m", jitter: "2m").In(container.Cache);
        for (var i = 0; i < Entries; i++)
            await cache.GetTask(static (key, _, _) => new(key), i);

        var lifetimes = container.Store.Entries.Select(entry => TimeSpan.FromTicks(entry.ExpiresAt).TotalMinutes).ToArray();

        Assert.That(lifetimes, Is.All.InRange(8.0, 10.0));
        // even in four quarters: 500 each is expected, with a standard deviation of 19
        for (var quarter = 0; quarter < 4; quarter++)
        {
            var from = 8.0 + quarter * 0.5;
            Assert.That(lifetimes.Count(minutes => minutes >= from && minutes < from + 0.5), Is.InRange(375, 625));
        }
    }

    [TestCase("0s", null, "above zero")]
    [TestCase("soon", null, "\"1h30m\"")]
    [TestCase("5m", "5m", "below the Ttl")]
    [TestCase("5m", "never", "\"0s\" for none")]
    [TestCase("5m", "a bit", "\"1h30m\"")]
    public void A_policy_that_makes_no_sense_is_refused_with_the_declaration_and_advice(string ttl, string? jitter, string advice)
    {
        Assert.That(() => new CachePolicies([Container.Define<int, int>(ttl: ttl, jitter: jitter)], null, TimeProvider.System, NullLogger.Instance),
            Throws.InvalidOperationException.With.Message.Contains("Cache.Tests.things").And.Message.Contains(advice));
    }
}
