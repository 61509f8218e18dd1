using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Benchmarks.Http;

/// <summary>Stored responses and 304s a second, 32 requests at a time on the loopback, beside the framework's output caching with its own store in memory, in turns in one run.</summary>
internal static class HttpHits
{
    private const int Routes = 100;
    private const int InFlight = 32;
    private const int Rounds = 31;
    private const string Tag = "\"fixed\"";
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(0.5);
    private static readonly string s_body = new('x', 1000);

    public static async Task RunAsync()
    {
        await using var framework = await StartAsync(
            static services => services.AddOutputCache(),
            static route => route.CacheOutput(static policy => policy.Expire(TimeSpan.FromHours(1))));
        await using var own = await StartAsync(
            static services => services.AddCache().AddMemory().AddHttpResponses(),
            static route => route.CacheResponse("1h"));

        foreach (var (what, condition, status) in new[] { ("hits", (string?)null, HttpStatusCode.OK), ("304s", Tag, HttpStatusCode.NotModified) })
        {
            var (theirs, ours) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                theirs.Add(await MeasureAsync(framework, condition, status));
                ours.Add(await MeasureAsync(own, condition, status));
            }
            Console.WriteLine($"{what}: framework's store {Median(theirs):F0}/s ({theirs.Min():F0} to {theirs.Max():F0}), this cache {Median(ours):F0}/s ({ours.Min():F0} to {ours.Max():F0}); {Median(ours) / Median(theirs):F2}");
        }
    }

    // the tag is the handler's, so that both have one to compare
    private static async Task<WebApplication> StartAsync(Action<IServiceCollection> services, Action<RouteHandlerBuilder> mark)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        services(builder.Services);
        var app = builder.Build();
        app.UseOutputCache();
        mark(app.MapGet("/items/{id}", static (int id, HttpContext http) =>
        {
            http.Response.Headers.ETag = Tag;
            return s_body;
        }));
        await app.StartAsync();
        return app;
    }

    private static async Task<double> MeasureAsync(WebApplication app, string? condition, HttpStatusCode status)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = InFlight }) { BaseAddress = new(app.Urls.Single()) };
        for (var id = 0; id < Routes; id++)
            await client.GetByteArrayAsync(new Uri($"/items/{id}", UriKind.Relative));
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, InFlight).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            var count = 0L;
            for (; watch.Elapsed < s_round; count++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/items/{random.Next(Routes)}");
                if (condition is not null)
                    request.Headers.IfNoneMatch.ParseAdd(condition);
                using var response = await client.SendAsync(request);
                if (response.StatusCode != status)
                    throw new InvalidOperationException($"{response.StatusCode} in the place of {status}.");
                await response.Content.CopyToAsync(Stream.Null);
            }
            return count;
        })));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);
}
