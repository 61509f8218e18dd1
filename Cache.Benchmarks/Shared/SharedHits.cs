using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Cache.Benchmarks.Shared;

/// <summary>Hits in the shared tier, 64 at a time, beside the bare client with the same serializer, in turns in one run against a redis-server of its own.</summary>
internal static class SharedHits
{
    private const int Keys = 1000;
    private const int InFlight = 64;
    private const int Rounds = 9;
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(2);

    public static async Task RunAsync()
    {
        var port = FreePort();
        using var server = Process.Start(new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"]))!;
        try
        {
            await MeasureAsync($"127.0.0.1:{port}");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static async Task MeasureAsync(string address)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync($"{address},abortConnect=false,connectRetry=10");
        var services = new ServiceCollection();
        services.AddCache().AddRedis(connection);
        services.AddCacheBenchmarksCaches();
        services.AddSingleton<People>();
        await using var container = services.BuildServiceProvider();
        var people = container.GetRequiredService<People>();
        var database = connection.GetDatabase();
        for (var id = 0; id < Keys; id++)
        {
            await people.GetAsync(id);
            await database.StringSetAsync($"bare:{id}", JsonSerializer.SerializeToUtf8Bytes(People.Make(id)));
        }

        var bare = new List<double>();
        var cached = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await PerSecondAsync(async id => JsonSerializer.Deserialize<Person>((byte[])await database.StringGetAsync($"bare:{id}"))));
            cached.Add(await PerSecondAsync(async id => await people.GetAsync(id)));
        }
        var (one, other) = (Median(bare), Median(cached));
        Console.WriteLine($"bare client {one:F0}/s ({bare.Min():F0} to {bare.Max():F0}), cached method {other:F0}/s ({cached.Min():F0} to {cached.Max():F0}): {other / one:F2} of it; loads while measured: {people.Loads - Keys}");
    }

    private static async Task<double> PerSecondAsync(Func<int, Task<Person?>> read)
    {
        var count = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            var own = 0;
            for (; watch.Elapsed < s_round; own++)
            {
                if (await read(random.Next(Keys)) is null)
                    throw new InvalidOperationException("A value is missing.");
            }
            Interlocked.Add(ref count, own);
        })));
        return count / watch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

internal sealed partial class People(ICache cache)
{
    private int _loads;

    public int Loads => Volatile.Read(ref _loads);

    public static Person Make(int id) => new(id, $"Person {id}", "someone@example.org", ["one", "two", "three"]);

    [Cache(Name = "people", Ttl = "1h")]
    public partial Task<Person?> GetAsync(int id);

    private Task<Person?> GetCoreAsync(int id)
    {
        Interlocked.Increment(ref _loads);
        return Task.FromResult<Person?>(Make(id));
    }
}

internal sealed record Person(int Id, string Name, string Address, string[] Groups);
