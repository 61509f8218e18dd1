using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Http;

/// <summary>An application on Kestrel, on a free port of the loopback, and a client that does nothing by itself.</summary>
internal sealed class WebNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebNode(WebApplication app)
    {
        _app = app;
        Client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public ICache Cache => _app.Services.GetRequiredService<ICache>();

    public static Task<WebNode> StartAsync(Action<WebApplication> map, Action<CacheBuilder>? cache = null) =>
        StartAsync(builder => (cache ?? (static it => it.AddMemory()))(builder.Services.AddCache().AddHttpResponses()), app =>
        {
            app.UseOutputCache();
            map(app);
        });

    public static async Task<WebNode> StartAsync(Action<WebApplicationBuilder> services, Action<WebApplication> pipeline)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        services(builder);
        var app = builder.Build();
        pipeline(app);
        await app.StartAsync();
        return new(app);
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            Assert.That(request.Headers.TryAddWithoutValidation(name, value), name);
        using var response = await Client.SendAsync(request);
        var all = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(), all);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>What a client got.</summary>
internal sealed record Answer(int Status, byte[] Body, Dictionary<string, string> Headers)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    /// <summary>A header; null where it is not there.</summary>
    public string? this[string name] => Headers.GetValueOrDefault(name);

    public string Tag => this["ETag"] ?? throw new AssertionException("no ETag");
}
