using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cache.CompilerServices;
using Cache.Tests.Engine;
using Cache.Tests.Redis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cache.Tests.Admin;

/// <summary>An application with the admin page, on Kestrel, and a browser that keeps cookies. Users are who the header X-User says they are, with the role of that name.</summary>
internal sealed class AdminApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private string? _header;
    private string? _token;

    private AdminApp(WebApplication app, RecordingLog log)
    {
        _app = app;
        Log = log;
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = new(app.Urls.Single()) };
    }

    public Uri Page => new(_client.BaseAddress!, "/ops/cache/");

    public RecordingLog Log { get; }

    public ICache Cache => _app.Services.GetRequiredService<ICache>();

    public IServiceProvider Services => _app.Services;

    public ICachePolicies Policies => _app.Services.GetRequiredService<ICachePolicies>();

    /// <summary>Calls the cached method of the shop, whose load names a tag.</summary>
    public async Task<Product?> LoadAsync(string tenant, int id) => await Shop.Products.In(Cache).GetTask(
        static (key, context, _) =>
        {
            context.AddTag("named");
            return new(new Product($"{key.Tenant}-{key.Id}", key.Id + 0.5m));
        }, (tenant, id));

    public static async Task<AdminApp> StartAsync(
        Action<CacheBuilder>? cache = null, string environment = "Development", Action<CacheAdminOptions>? admin = null, Action<IEndpointConventionBuilder>? open = null, Action<IServiceCollection>? services = null, Action<WebApplication>? pipeline = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        var log = new RecordingLog();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ILogger<ICache>>(log);
        // leaves no keys on the machine
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        foreach (var definition in Shop.All)
            builder.Services.AddSingleton(definition);
        (cache ?? (static it => it.AddMemory()))(builder.Services.AddCache().AddAdmin(admin));
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderUsers>("test", null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("ops", static policy => policy.RequireRole("ops", "lead")).AddPolicy("lead", static policy => policy.RequireRole("lead"));
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        pipeline?.Invoke(app);
        var endpoints = app.MapCacheAdmin("/ops/cache");
        open?.Invoke(endpoints);
        await app.StartAsync();
        // on a busy machine the first attempt to connect may come to nothing
        var statistics = app.Services.GetRequiredService<ICacheStatistics>();
        await Node.UntilAsync(() => statistics.Node.Shared is not { IsConnected: false }, "the node to have reached its server");
        return new(app, log);
    }

    /// <summary>Asks, as JSON. A write has the token, unless it is to have another one or none.</summary>
    public async Task<Reply> SendAsync(string method, string path, object? body = null, string? user = null, string? token = "right")
    {
        using var request = new HttpRequestMessage(new(method), new Uri($"/ops/cache{path}", UriKind.Relative));
        if (user is not null)
            request.Headers.Add("X-User", user);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (method != "GET" && token is not null)
        {
            if (token == "right")
                await TokenAsync(user);
            request.Headers.Add(_header ?? "RequestVerificationToken", token == "right" ? _token : token);
        }
        using var response = await _client.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
    }

    public async Task<JsonNode> GetAsync(string path, string? user = null)
    {
        var reply = await SendAsync("GET", path, user: user);
        Assert.That(reply.Status, Is.EqualTo(200), reply.Text);
        return reply.Json;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private async Task TokenAsync(string? user)
    {
        var node = await SendAsync("GET", "/api/node", user: user);
        if (node.Status != 200)
            return;
        _header = (string?)node.Json["antiforgery"]!["header"];
        _token = (string?)node.Json["antiforgery"]!["token"];
    }

    private sealed class HeaderUsers(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-User"] is not [{ Length: > 0 } user])
                return Task.FromResult(AuthenticateResult.NoResult());
            var identity = new ClaimsIdentity([new(ClaimTypes.Name, user), new(ClaimTypes.NameIdentifier, user), new(ClaimTypes.Role, user)], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new(new(identity), Scheme.Name)));
        }
    }
}

/// <summary>What a browser got.</summary>
internal sealed record Reply(int Status, string Text, Dictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string Detail => (string)Json["detail"]!;
}

/// <summary>The caches of the application.</summary>
internal static class Shop
{
    public static CacheDefinition<Load<(string Tenant, int Id), Product?>, (string Tenant, int Id), Product?> Products { get; } = new()
    {
        Name = "products",
        Declaration = "Shop.GetProductAsync",
        Parameters = ["tenant", "id"],
        Ttl = "5m",
        TakesContext = true,
        TagTemplates = ["tenant:{tenant}"],
        Tags = static key => [$"tenant:{key.Tenant}"],
        WriteKey = static ((string Tenant, int Id) key, ref KeyWriter text) =>
        {
            text.Append(key.Tenant);
            text.Append(key.Id);
        },
        Load = static (load, key, context, cancellationToken) => load(key, context, cancellationToken),
    };

    public static CacheDefinition<Load<string?, string>, string, string> Titles { get; } = new()
    {
        Name = "titles",
        Declaration = "Shop.GetTitleAsync",
        Parameters = ["name"],
        WriteKey = static (string key, ref KeyWriter text) => text.Append(key),
        Load = static (load, key, context, cancellationToken) => load(key, context, cancellationToken),
    };

    public static CacheDefinition<Load<NoKey, string>, NoKey, string> Motto { get; } = Container.Define<NoKey, string>("motto", parameters: [], write: static (NoKey _, ref KeyWriter _) => { });

    public static ManualCacheDefinition<string, string, string> Notes { get; } = Manual<string>("notes", null);

    public static ManualCacheDefinition<string, string, Product?> Prices { get; } = Manual<Product?>("prices", null);

    public static ManualCacheDefinition<string, string, string> Secrets { get; } = Manual<string>("secrets", true);

    public static CacheDefinition[] All { get; } = [Products, Titles, Motto, Notes, Prices, Secrets];

    private static ManualCacheDefinition<string, string, T> Manual<T>(string name, bool? sensitive) => new()
    {
        Name = name,
        Declaration = $"Shop.{name}",
        Parameters = ["key"],
        Sensitive = sensitive,
        ToKey = static key => key,
        WriteKey = static (string key, ref KeyWriter text) => text.Append(key),
        Load = ManualCacheDefinition<string, string, T>.RunFactory,
    };
}

internal sealed record Product(string Name, decimal Price);
