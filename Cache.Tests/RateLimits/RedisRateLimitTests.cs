using System.Diagnostics;
using System.Globalization;
using Cache.RateLimits;
using Cache.SharedTier;
using Cache.Tests.Faults;
using Cache.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.RateLimits;

/// <summary>What stands on the server, and what becomes of it when the server fails.</summary>
[TestFixture]
public sealed class RedisRateLimitTests : OwnServerTests
{
    private const string Name = "app:#limit:1m:user:42";
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly string s_key = string.Create(CultureInfo.InvariantCulture, $"{{L{Lanes.Of(Name):00}}}:{Name}");

    private ICacheRateLimits Limits => Services.GetRequiredService<ICacheRateLimits>();

    private IRateLimitStore Store => Services.GetRequiredService<IRateLimitStore>();

    [Test]
    public async Task It_can_be_read_on_the_server()
    {
        await Limits.CheckAsync("user:42", 10, s_minute);
        await Limits.CheckAsync("user:42", 10, s_minute, permits: 3);

        var list = await ListAsync();
        var now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMicroseconds;
        Assert.That((list[0], list[3], list[6]), Is.EqualTo((0L, 1L, 4L)), "totals");
        Assert.That(new[] { list[1], list[4] }, Is.Ordered.And.All.GreaterThan(now - 60_000_000).And.All.LessThanOrEqualTo(now));
        Assert.That(await NumberAsync("PTTL", s_key), Is.GreaterThan(50_000).And.LessThanOrEqualTo(60_001));
    }

    [Test]
    public async Task A_request_that_is_sent_again_is_counted_once()
    {
        await Limits.GetStatusAsync("user:42", 10, s_minute);
        var take = new RateLimitTake(Name, (1L << 60) + 42, 2, s_minute, 1);
        var first = await Store.TakeAsync(take, isAgain: false);
        var again = await Store.TakeAsync(take, isAgain: true);
        var other = await Store.TakeAsync(take with { Request = take.Request + 1 }, isAgain: true);

        Assert.That((first.Allowed, first.Count), Is.EqualTo((true, 1L)));
        Assert.That((again.Allowed, again.Count), Is.EqualTo((true, 1L)));
        Assert.That((other.Allowed, other.Count), Is.EqualTo((true, 2L)), "it had not come before");
        Assert.That((await Store.TakeAsync(take, isAgain: true)).Allowed, Is.True, "what it was given it has, though nothing is left");
    }

    [Test]
    public async Task What_has_left_the_window_is_dropped_and_the_key_goes_with_the_last()
    {
        var window = TimeSpan.FromSeconds(1);
        for (var i = 0; i < 5; i++)
            await Limits.CheckAsync("short", 100, window);
        await Task.Delay(window / 2);
        await Limits.CheckAsync("short", 100, window);
        await Task.Delay(window * 3 / 4);
        await Limits.CheckAsync("short", 100, window);

        var name = "app:#limit:1s:short";
        var key = string.Create(CultureInfo.InvariantCulture, $"{{L{Lanes.Of(name):00}}}:{name}");
        Assert.That(await NumberAsync("LLEN", key), Is.EqualTo(7).Or.EqualTo(4), "the last two, or on a slow machine one");
        await Until.TrueAsync(async () => await NumberAsync("EXISTS", key) == 0, "it expires");
    }

    [Test]
    public async Task A_clock_that_was_set_back_gives_no_more()
    {
        await Limits.CheckAsync("user:42", 2, s_minute);
        // as if it had been given by a clock that is ten seconds ahead
        await Server.CommandAsync("LSET", s_key, "1", $"{(await ListAsync())[1] + 10_000_000}");

        await Limits.CheckAsync("user:42", 2, s_minute);
        var refused = await Limits.CheckAsync("user:42", 2, s_minute);

        var list = await ListAsync();
        Assert.That(list[4], Is.EqualTo(list[1]), "time stands still");
        Assert.That(refused.Allowed, Is.False);
        Assert.That(refused.RetryAfter, Is.GreaterThan(TimeSpan.FromSeconds(65)).And.LessThanOrEqualTo(TimeSpan.FromSeconds(70)));
    }

    [Test]
    public async Task A_large_limit_costs_little_space_and_time()
    {
        const int Limit = 100_000;
        var before = await UsedAsync();
        // some may not be counted where the machine is busy
        while ((await Limits.GetStatusAsync("user:42", Limit, s_minute * 10)).Remaining is > 0 and var left)
            await Task.WhenAll(Enumerable.Range(0, Math.Min(left, 1000)).Select(_ => Limits.CheckAsync("user:42", Limit, s_minute * 10).AsTask()));
        var bytes = (double)(await UsedAsync() - before) / Limit;

        var time = Stopwatch.StartNew();
        var refused = await Limits.GetStatusAsync("user:42", Limit, s_minute * 10);
        var lower = await Limits.GetStatusAsync("user:42", Limit / 2, s_minute * 10);
        TestContext.Out.WriteLine($"{bytes:F1} bytes a permit on the server; two refusals {time.Elapsed.TotalMilliseconds:F2} ms");
        Assert.That((refused.Allowed, lower.Allowed), Is.EqualTo((false, false)));
        Assert.That(lower.RetryAfter, Is.GreaterThan(refused.RetryAfter), "half of them have to go");
        Assert.That(bytes, Is.LessThan(40));
    }

    [Test]
    public async Task While_the_server_hangs_calls_are_let_through_and_counted_when_it_is_back()
    {
        await Limits.CheckAsync("user:42", 1, s_minute);
        await Server.PauseAsync();
        var result = await Limits.CheckAsync("user:42", 1, s_minute);
        await Server.ResumeAsync();

        Assert.That((result.Allowed, result.IsCounted), Is.EqualTo((true, false)));
        await Until.TrueAsync(async () => await Limits.CheckAsync("user:42", 1, s_minute) is { IsCounted: true, Allowed: false }, "it is counted again");
        Assert.That(Log.Messages.Select(static one => one.Id).Where(static id => id is >= 65 and <= 69), Is.EqualTo(new[] { 65, 67 }));
    }

    [Test]
    public async Task On_a_full_server_calls_are_not_counted_and_reset_works()
    {
        await Limits.CheckAsync("user:42", 5, s_minute);
        await Server.CommandAsync("CONFIG", "SET", "maxmemory", "1");

        var result = await Limits.CheckAsync("user:42", 5, s_minute);
        Assert.That((result.Allowed, result.IsCounted), Is.EqualTo((true, false)));
        Assert.That((await Limits.GetStatusAsync("user:42", 5, s_minute)).Remaining, Is.EqualTo(4));
        Assert.That(await Limits.ResetAsync("user:42", s_minute), Is.True);
    }

    [Test]
    public async Task Something_else_under_its_key_is_not_counted()
    {
        await Server.CommandAsync("SET", s_key, "a string");

        Assert.That((await Limits.CheckAsync("user:42", 5, s_minute)).IsCounted, Is.False);
        Assert.That(async () => await Limits.GetStatusAsync("user:42", 5, s_minute), Throws.TypeOf<CacheRateLimitException>().With.Message.Contains("WRONGTYPE"));
    }

    private async Task<long[]> ListAsync() => [.. (await Server.CommandAsync("LRANGE", s_key, "0", "-1")).Split('\n').Select(static one => long.Parse(one, CultureInfo.InvariantCulture))];

    private async Task<long> UsedAsync() => long.Parse((await Server.CommandAsync("INFO", "memory")).Split('\n').Single(static one => one.StartsWith("used_memory:", StringComparison.Ordinal))[12..].Trim(), CultureInfo.InvariantCulture);
}
