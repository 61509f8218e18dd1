using Cache.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.RateLimits.Http;

/// <summary>AddRateLimiter with limits of the cache, over real HTTP, while nobody can count.</summary>
public sealed class HttpRateLimitOutageTests
{
    [Test]
    public async Task Requests_go_through_where_nothing_else_was_chosen()
    {
        await using var app = await AppAsync();

        using var allowed = await app.GetAsync();
        Assert.That((int)allowed.StatusCode, Is.EqualTo(200));
        Assert.That(allowed.Headers.Contains("RateLimit"), Is.False, "nobody knows");
    }

    [Test]
    public async Task Requests_are_refused_where_that_was_chosen()
    {
        await using var app = await AppAsync(RateLimitFailure.Deny);

        using var refused = await app.GetAsync();
        Assert.That((int)refused.StatusCode, Is.EqualTo(429));
        Assert.That(refused.Headers.Contains("RateLimit"), Is.False, "nobody knows");
        Assert.That(refused.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    private static Task<LimitedApp> AppAsync(RateLimitFailure onFailure = RateLimitFailure.Allow) => LimitedApp.StartAsync(
        static cache => cache.AddRedis($"127.0.0.1:{RedisServer.FreePort()}", static options => options.CommandTimeout = "200ms"),
        static options => options.AddCacheSlidingWindow("api", 1, "1m", RateLimitBy.User),
        onFailure);
}
