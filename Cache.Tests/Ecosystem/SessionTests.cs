using System.Globalization;
using System.Net;
using Cache.Tests.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Ecosystem;

/// <summary>Sessions of ASP.NET Core over the distributed cache: two instances of one application behind a balancer, on one Redis server.</summary>
public sealed class SessionTests
{
    private readonly EphemeralDataProtectionProvider _keys = new();
    private RedisServer _server = null!;
    private WebApplication _one = null!;
    private WebApplication _other = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await RedisServer.StartAsync();
        (_one, _other) = (await OpenAsync(), await OpenAsync());
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_session_is_the_same_on_every_instance_and_ends_on_every_instance()
    {
        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() });

        Assert.That(await AskAsync(browser, _one, "visits"), Is.EqualTo("1"));
        Assert.That(await AskAsync(browser, _other, "visits"), Is.EqualTo("2"));
        Assert.That(await AskAsync(browser, _one, "visits"), Is.EqualTo("3"), "what the other instance wrote");
        await AskAsync(browser, _other, "leave");
        Assert.That(await AskAsync(browser, _one, "visits"), Is.EqualTo("1"), "the other instance has ended it");
    }

    [Test]
    public async Task Another_browser_has_another_session()
    {
        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() });
        using var other = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() });

        await AskAsync(browser, _one, "visits");
        Assert.That(await AskAsync(other, _one, "visits"), Is.EqualTo("1"));
    }

    // the client's jar knows hosts without their ports, so both instances get the cookie
    private static Task<string> AskAsync(HttpClient browser, WebApplication app, string path) => browser.GetStringAsync(new Uri($"{app.Urls.Single()}/{path}"));

    private async Task<WebApplication> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddCache().AddRedis(_server.ConnectionString).AddDistributedCache();
        builder.Services.AddSession(static options => options.IdleTimeout = TimeSpan.FromMinutes(20));
        // the instances of an application share the keys of its cookies
        builder.Services.AddSingleton<IDataProtectionProvider>(_keys);
        var app = builder.Build();
        app.UseSession();
        app.MapGet("/visits", static (HttpContext context) =>
        {
            var visits = (context.Session.GetInt32("visits") ?? 0) + 1;
            context.Session.SetInt32("visits", visits);
            return visits.ToString(CultureInfo.InvariantCulture);
        });
        app.MapGet("/leave", static (HttpContext context) => context.Session.Clear());
        await app.StartAsync();
        return app;
    }
}
