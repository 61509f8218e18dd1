using System.Globalization;
using Cache.Tests.Redis;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.RateLimits.Http;

/// <summary>AddRateLimiter with limits of the cache, over real HTTP, on memory and on Redis.</summary>
[TestFixture("Memory")]
[TestFixture("Redis")]
public sealed class HttpRateLimitTests(string kind)
{
    private RedisServer? _server;

    [SetUp]
    public async Task StartAsync() => _server = kind == "Redis" ? await RedisServer.StartAsync() : null;

    [TearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Test]
    public async Task Beyond_the_limit_the_answer_is_429_and_says_when_to_come_again()
    {
        await using var app = await AppAsync(static options => options.AddCacheSlidingWindow("api", 2, "1m", RateLimitBy.User));

        using var first = await app.GetAsync(user: "ada");
        using var second = await app.GetAsync(user: "ada");
        using var third = await app.GetAsync(user: "ada");

        Assert.That(new[] { first, second, third }.Select(static one => (int)one.StatusCode), Is.EqualTo(new[] { 200, 200, 429 }));
        Assert.That(first.Headers.GetValues("RateLimit-Policy"), Is.EqualTo(new[] { "\"api\";q=2;w=60" }));
        Assert.That(first.Headers.GetValues("RateLimit"), Is.EqualTo(new[] { "\"api\";r=1;t=60" }));
        Assert.That(second.Headers.GetValues("RateLimit").Single(), Does.StartWith("\"api\";r=0;t="));
        Assert.That(first.Headers.RetryAfter, Is.Null);
        Assert.That(third.Headers.RetryAfter!.Delta, Is.GreaterThan(TimeSpan.FromSeconds(50)).And.LessThanOrEqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(third.Headers.GetValues("RateLimit").Single(), Is.EqualTo(string.Create(CultureInfo.InvariantCulture, $"\"api\";r=0;t={third.Headers.RetryAfter.Delta!.Value.TotalSeconds}")));
    }

    [Test]
    public async Task Each_user_has_a_bucket_of_his_own_and_who_is_not_known_one_by_his_address()
    {
        await using var app = await AppAsync(static options => options.AddCacheSlidingWindow("api", 1, "1m", RateLimitBy.User));

        Assert.That(await app.StatusAsync(user: "ada", address: "203.0.113.1"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync(user: "ada", address: "203.0.113.2"), Is.EqualTo(429), "wherever she calls from");
        Assert.That(await app.StatusAsync(user: "bob", address: "203.0.113.1"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync(address: "203.0.113.1"), Is.EqualTo(200), "nobody that is known");
        Assert.That(await app.StatusAsync(address: "203.0.113.1"), Is.EqualTo(429));
        Assert.That(await app.StatusAsync(address: "203.0.113.2"), Is.EqualTo(200), "anonymous callers do not share one");
        Assert.That(await app.StatusAsync(user: "203.0.113.3", address: "203.0.113.1"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync(address: "203.0.113.3"), Is.EqualTo(200), "a user whose name is an address is no address");
    }

    [Test]
    public async Task Addresses_of_one_subscriber_share_a_bucket()
    {
        await using var app = await AppAsync(static options => options.AddCacheSlidingWindow("api", 1, "1m", RateLimitBy.Address));

        Assert.That(await app.StatusAsync(address: "2001:db8:0:1::1", user: "ada"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync(address: "2001:db8:0:1:ffff::2", user: "bob"), Is.EqualTo(429));
        Assert.That(await app.StatusAsync(address: "2001:db8:0:2::1"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync(address: "::ffff:203.0.113.9"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync(address: "203.0.113.9"), Is.EqualTo(429), "the same address, written otherwise");
    }

    [Test]
    public async Task A_route_is_its_pattern_and_not_its_path()
    {
        await using var app = await AppAsync(static options => options.AddCacheSlidingWindow("api", 1, "1m", RateLimitBy.Route));

        Assert.That(await app.StatusAsync("/orders/1", user: "ada"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/orders/2", user: "bob"), Is.EqualTo(429));
        Assert.That(await app.StatusAsync("/users/1"), Is.EqualTo(200));
    }

    [Test]
    public async Task A_user_may_have_one_for_each_route()
    {
        await using var app = await AppAsync(static options => options.AddCacheSlidingWindow("api", 1, "1m", RateLimitBy.User | RateLimitBy.Route));

        Assert.That(await app.StatusAsync("/orders/1", user: "ada"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/users/1", user: "ada"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/orders/1", user: "bob"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/orders/2", user: "ada"), Is.EqualTo(429));
    }

    [Test]
    public async Task A_bucket_may_be_the_application_s_own_and_what_has_no_policy_is_not_limited()
    {
        await using var app = await AppAsync(static options => options.AddCacheSlidingWindow("api", 1, "1m", static context => context.Request.Query["tenant"].ToString()));

        Assert.That(await app.StatusAsync("/orders/1?tenant=acme"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/orders/1?tenant=umbrella"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/orders/1?tenant=acme"), Is.EqualTo(429));
        using var open = await app.GetAsync("/open");
        Assert.That((int)open.StatusCode, Is.EqualTo(200));
        Assert.That(open.Headers.Contains("RateLimit"), Is.False);
    }

    [Test]
    public async Task A_limit_of_all_requests_and_one_of_an_endpoint_each_count_once()
    {
        await using var app = await AppAsync(static options => options.UseCacheSlidingWindow(3, "1h", RateLimitBy.Everybody).AddCacheSlidingWindow("api", 2, "1m", RateLimitBy.User));

        using var first = await app.GetAsync(user: "ada");
        Assert.That(first.Headers.GetValues("RateLimit-Policy").Single(), Is.EqualTo("\"global\";q=3;w=3600, \"api\";q=2;w=60"));
        Assert.That(first.Headers.GetValues("RateLimit").Single(), Is.EqualTo("\"global\";r=2;t=3600, \"api\";r=1;t=60"));
        Assert.That(await app.StatusAsync("/open"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync(user: "bob"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/open"), Is.EqualTo(429));
    }

    [Test]
    public async Task The_application_s_own_rejection_is_called()
    {
        await using var app = await AppAsync(static options =>
        {
            options.RejectionStatusCode = 418;
            options.OnRejected = static (rejected, _) =>
            {
                var isKnown = rejected.Lease.TryGetMetadata(System.Threading.RateLimiting.MetadataName.RetryAfter, out var after);
                rejected.HttpContext.Response.Headers["X-Again"] = $"{isKnown} {after > TimeSpan.FromSeconds(50)}";
                return ValueTask.CompletedTask;
            };
            options.AddCacheSlidingWindow("api", 1, "1m", RateLimitBy.User);
        });

        await app.StatusAsync();
        using var refused = await app.GetAsync();
        Assert.That((int)refused.StatusCode, Is.EqualTo(418));
        Assert.That(refused.Headers.GetValues("X-Again").Single(), Is.EqualTo("True True"));
        Assert.That(refused.Headers.RetryAfter, Is.Not.Null);
    }

    [Test]
    public void Bad_input_is_refused_with_advice()
    {
        var options = new RateLimiterOptions();

        Assert.That(() => options.AddCacheSlidingWindow("", 1, "1m", RateLimitBy.User), Throws.ArgumentException.With.Message.Contains("Call it \"api\""));
        Assert.That(() => options.AddCacheSlidingWindow("a\nb", 1, "1m", RateLimitBy.User), Throws.ArgumentException);
        Assert.That(() => options.AddCacheSlidingWindow("api", -1, "1m", RateLimitBy.User), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.AddCacheSlidingWindow("api", 1, "0s", RateLimitBy.User), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.AddCacheSlidingWindow("api", 1, "never", RateLimitBy.User), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.AddCacheSlidingWindow("api", 1, "a minute", RateLimitBy.User), Throws.TypeOf<FormatException>());
        Assert.That(() => options.UseCacheSlidingWindow(0, "1m", RateLimitBy.User), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private Task<LimitedApp> AppAsync(Action<RateLimiterOptions> limits) => LimitedApp.StartAsync(cache =>
    {
        if (_server is null)
            cache.AddMemory();
        else
            cache.AddRedis(_server.ConnectionString);
    }, limits);
}
