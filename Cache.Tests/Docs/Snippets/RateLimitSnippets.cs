using System.Threading.RateLimiting;
using Cache;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Shop;

public interface IPostOffice
{
    Task SendAsync(string user, string text, CancellationToken cancellationToken);
}

// begin: rate-limit-check
public sealed class Messages(ICacheRateLimits limits, IPostOffice post)
{
    public async Task<TimeSpan> SendAsync(string user, string text, CancellationToken cancellationToken)
    {
        var result = await limits.CheckAsync($"messages:{user}", limit: 100, window: TimeSpan.FromMinutes(1), cancellationToken);
        if (!result.Allowed)
            return result.RetryAfter;                                 // 429: come again after this

        await post.SendAsync(user, text, cancellationToken);
        return TimeSpan.Zero;
    }
}
// end

// begin: rate-limit-method
public partial class Mailbox(ICacheRateLimits limits, IPostOffice post)
{
    [RateLimit(100, "1m", By = "userId")]
    public partial Task SendAsync(string userId, string text, CancellationToken cancellationToken = default);

    private Task SendCoreAsync(string userId, string text, CancellationToken cancellationToken) => post.SendAsync(userId, text, cancellationToken);
}
// end

public static class RateLimitUses
{
    public static async Task<string> MoreAsync(ICacheRateLimits limits)
    {
        // begin: rate-limit-more
        var minute = TimeSpan.FromMinutes(1);
        var upload = await limits.CheckAsync("upload:ada", 10_000, minute, permits: 250);  // 250 permits or none
        var status = await limits.GetStatusAsync("upload:ada", 10_000, minute);            // looks, takes nothing
        var wasThere = await limits.ResetAsync("upload:ada", minute);                      // forgets them
        // end
        return $"{upload} {status} {wasThere}";
    }

    public static async Task LimiterAsync(ICacheRateLimits limits)
    {
        // begin: rate-limit-limiter
        await using var limiter = new CacheRateLimiter(limits, "partner-api", limit: 50, window: TimeSpan.FromSeconds(1));
        RateLimitLease lease;
        while (!(lease = await limiter.AcquireAsync()).IsAcquired && lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
            await Task.Delay(after);
        // end
    }

    public static WebApplication Http(WebApplicationBuilder builder)
    {
        // begin: rate-limit-http
        builder.Services.AddCache(builder.Configuration.GetSection("Cache")).AddMemory();
        builder.Services.AddRateLimiter(options => options
            .AddCacheSlidingWindow("api", limit: 100, window: "1m", by: RateLimitBy.User)
            .AddCacheSlidingWindow("login", limit: 5, window: "15m", by: RateLimitBy.Address)
            .UseCacheSlidingWindow(limit: 10_000, window: "1s", by: RateLimitBy.Everybody));

        var app = builder.Build();
        app.UseRateLimiter();
        app.MapGet("/orders/{id}", (int id) => id).RequireRateLimiting("api");
        // end
        return app;
    }
}
