using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.RateLimits.Http;

/// <summary>An application on Kestrel, behind a proxy that says who calls: <c>X-Forwarded-For</c> the address, <c>X-User</c> the user.</summary>
internal sealed class LimitedApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private LimitedApp(WebApplication app)
    {
        _app = app;
        _client = new() { BaseAddress = new(app.Urls.Single()) };
    }

    public static async Task<LimitedApp> StartAsync(Action<CacheBuilder> provider, Action<RateLimiterOptions> limits, RateLimitFailure whenUnavailable = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        provider(builder.Services.AddCache());
        builder.Services.Configure<RateLimitOptions>(options => options.WhenUnavailable = whenUnavailable);
        builder.Services.AddRateLimiter(limits);
        var app = builder.Build();
        app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
        app.Use((context, next) =>
        {
            if (context.Request.Headers["X-User"] is [{ } user])
                context.User = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user)], "test"));
            return next(context);
        });
        app.UseRouting();
        app.UseRateLimiter();
        app.MapGet("/orders/{id}", static (string id) => id).RequireRateLimiting("api");
        app.MapGet("/users/{id}", static (string id) => id).RequireRateLimiting("api");
        app.MapGet("/open", static () => "open");
        await app.StartAsync();
        return new(app);
    }

    public async Task<HttpResponseMessage> GetAsync(string path = "/orders/1", string? user = null, string? address = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (user is not null)
            request.Headers.Add("X-User", user);
        if (address is not null)
            request.Headers.Add("X-Forwarded-For", address);
        return await _client.SendAsync(request);
    }

    /// <summary>The status of a request.</summary>
    public async Task<int> StatusAsync(string path = "/orders/1", string? user = null, string? address = null)
    {
        using var response = await GetAsync(path, user, address);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
