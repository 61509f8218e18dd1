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
    private const int Rounds = 61;

    // until the runtime has compiled for good what they run
    private const int WarmUps = 16;
    private const string Tag = "\"fixed\"";
    private const string CacheControl = "public, max-age=3600";
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(0.25);
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
            var (theirs, ours) = (new List<Rate>(), new List<Rate>());
            for (var round = -WarmUps; round < Rounds; round++)
            {
                if (round == 0)
                {
                    theirs.Clear();
                    ours.Clear();
                }
                // who is second finds a warmer machine
                var (first, second) = round % 2 == 0 ? ((framework, theirs), (own, ours)) : ((own, ours), (framework, theirs));
                first.Item2.Add(await MeasureAsync(first.Item1, condition, status));
                second.Item2.Add(await MeasureAsync(second.Item1, condition, status));
            }
            Console.WriteLine($"{what}: framework's store {Text(theirs)}, this cache {Text(ours)}; {Ratio(ours, theirs, PerSecond):F2} of the requests, {Ratio(ours, theirs, Processor):F2} of the processor time");
        }
    }

    // the headers are the handler's, so that both have a tag to compare, and send the same
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
            http.Response.Headers.CacheControl = CacheControl;
            return s_body;
        }));
        await app.StartAsync();
        return app;
    }

    private static async Task<Rate> MeasureAsync(WebApplication app, string? condition, HttpStatusCode status)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = InFlight }) { BaseAddress = new(app.Urls.Single()) };
        for (var id = 0; id < Routes; id++)
            await client.GetByteArrayAsync(new Uri($"/items/{id}", UriKind.Relative));
        var processor = Environment.CpuUsage.TotalTime;
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
        return new(counts.Sum() / watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / counts.Sum());
    }

    private static double PerSecond(Rate rate) => rate.PerSecond;

    private static double Processor(Rate rate) => rate.Processor;

    private static string Text(List<Rate> rates) => $"{Median(rates, PerSecond):F0}/s ({rates.Min(PerSecond):F0} to {rates.Max(PerSecond):F0}), {Median(rates, Processor):F1} us of processor time each";

    private static double Median(List<Rate> rates, Func<Rate, double> figure) => rates.Select(figure).Order().ElementAt(rates.Count / 2);

    // turn by turn: the machine is not equally fast all the time
    private static double Ratio(List<Rate> ours, List<Rate> theirs, Func<Rate, double> figure) =>
        ours.Zip(theirs, (own, other) => figure(own) / figure(other)).Order().ElementAt(ours.Count / 2);

    // requests a second, and the processor time of this process, client and server, that each takes, in microseconds
    private readonly record struct Rate(double PerSecond, double Processor);
}
