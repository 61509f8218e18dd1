using System.Threading.RateLimiting;
using Cache.RateLimits;
using Cache.Tests.Engine;

namespace Cache.Tests.RateLimits;

/// <summary>The limiter of System.Threading.RateLimiting.</summary>
public sealed class CacheRateLimiterTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);
    private readonly ManualTimeProvider _time = new();

    [Test]
    public async Task It_gives_leases_until_the_limit_and_says_when_to_come_again()
    {
        await using var limiter = Limiter(new MemoryRateLimitStore(_time));
        using var first = await limiter.AcquireAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        using var second = limiter.AttemptAcquire();
        using var third = await limiter.AcquireAsync();

        Assert.That((first.IsAcquired, second.IsAcquired, third.IsAcquired), Is.EqualTo((true, true, false)));
        Assert.That(third.TryGetMetadata(MetadataName.RetryAfter, out var after), Is.True);
        Assert.That(after, Is.EqualTo(TimeSpan.FromSeconds(7)));
        Assert.That(first.TryGetMetadata(MetadataName.RetryAfter, out _), Is.False);
        Assert.That(first.TryGetMetadata(CacheRateLimiter.ResultName, out var result), Is.True);
        Assert.That(result.Remaining, Is.EqualTo(1));
        Assert.That(third.MetadataNames, Is.EqualTo(new[] { "RETRY_AFTER", "CACHE_RATE_LIMIT" }));
        Assert.That(limiter.GetStatistics() is { TotalSuccessfulLeases: 2, TotalFailedLeases: 1 }, Is.True);
    }

    [Test]
    public async Task No_permits_are_asked_for_to_learn_whether_there_are_any()
    {
        await using var limiter = Limiter(new MemoryRateLimitStore(_time));

        Assert.That((await limiter.AcquireAsync(0)).IsAcquired, Is.True);
        Assert.That(limiter.AttemptAcquire(2).IsAcquired, Is.True, "none was taken");
        Assert.That((await limiter.AcquireAsync(0)).IsAcquired, Is.False);
        Assert.That(() => limiter.AcquireAsync(3).AsTask(), Throws.InstanceOf<ArgumentOutOfRangeException>(), "more than there can ever be");
    }

    [Test]
    public async Task What_is_on_a_server_is_not_asked_without_waiting()
    {
        var store = new FaultyRateLimitStore(new MemoryRateLimitStore(_time));
        await using var limiter = Limiter(store);

        using var lease = limiter.AttemptAcquire();
        Assert.That((lease.IsAcquired, lease.MetadataNames.Any(), store.Taken.Count), Is.EqualTo((false, false, 0)));
        Assert.That((await limiter.AcquireAsync()).IsAcquired, Is.True);
    }

    [Test]
    public async Task It_holds_nothing_so_one_made_anew_goes_on_counting()
    {
        var store = new MemoryRateLimitStore(_time);
        await using (var one = Limiter(store))
            await one.AcquireAsync(2);
        await using var other = Limiter(store);

        Assert.That((await other.AcquireAsync()).IsAcquired, Is.False);
        _time.Advance(s_window);
        Assert.That(other.IdleDuration, Is.EqualTo(s_window));
    }

    [Test]
    public void Bad_input_is_refused_with_advice()
    {
        var limits = new CacheRateLimits(new MemoryRateLimitStore(_time), "app", default, new RecordingLog());

        Assert.That(() => new CacheRateLimiter(limits, "", 2, s_window), Throws.ArgumentException);
        Assert.That(() => new CacheRateLimiter(limits, "k", 0, s_window), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new CacheRateLimiter(limits, "k", 2, TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private CacheRateLimiter Limiter(IRateLimitStore store) => new(new CacheRateLimits(store, "app", default, new RecordingLog()), "k", 2, s_window, _time);
}
