using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cache;
using Cities.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TwoNodes;

/// <summary>One process of the application. It does what the story asks it to, a line each, until the story hangs up.</summary>
internal static class Node
{
    // the story hears of what the database was asked for since the line before
    private static long s_queriesTold;

    private static readonly TimeSpan s_longestJoin = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(int port, string databasePath, string redis)
    {
        var database = await CityDatabase.OpenAsync(databasePath);
        var services = new ServiceCollection();
        services.AddSingleton(database).AddSingleton<Atlas>().AddLogging();

        // both tiers: an entry is in this process's memory, and in Redis for the other one
        services.AddCache(options => options.Namespace = "two-nodes").AddMemory().AddRedis(redis);
        services.AddTwoNodesCaches();
        services.AddHealthChecks().AddCache();
        await using var provider = services.BuildServiceProvider();

        // a setting that cannot be used is told here, before the story begins
        _ = provider.GetRequiredService<ICache>();
        await JoinAsync(provider.GetRequiredService<HealthCheckService>());

        using var story = new TcpClient();
        await story.ConnectAsync(IPAddress.Loopback, port);
        using var reader = new StreamReader(story.GetStream());
        await using var writer = new StreamWriter(story.GetStream()) { AutoFlush = true };
        while (await reader.ReadLineAsync() is { } line)
        {
            var start = Stopwatch.GetTimestamp();
            var answer = await DoAsync(provider, line.Split(' '));
            var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var queries = database.QueriesRun - s_queriesTold;
            s_queriesTold = database.QueriesRun;
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{queries}|{milliseconds:0}|{answer}"));
        }
    }

    // as an application's readiness probe does: a node that has not reached Redis yet works by itself, and would run a query that the other one runs as well
    private static async Task JoinAsync(HealthCheckService health)
    {
        var start = Stopwatch.GetTimestamp();
        while ((await health.CheckHealthAsync()).Status != HealthStatus.Healthy && Stopwatch.GetElapsedTime(start) < s_longestJoin)
            await Task.Delay(20);
    }

    private static async Task<string> DoAsync(IServiceProvider provider, string[] words)
    {
        var atlas = provider.GetRequiredService<Atlas>();
        switch (words)
        {
            case ["nearest", var callers, var latitude, var longitude]:
                var (north, east) = (double.Parse(latitude, CultureInfo.InvariantCulture), double.Parse(longitude, CultureInfo.InvariantCulture));
                var calls = Enumerable.Range(0, Number(callers)).Select(_ => Task.Run(() => atlas.NearestAsync(north, east)));
                return string.Join(", ", (await Task.WhenAll(calls)).Select(names => names[0]).Distinct());
            case ["read", var id]:
                return (await atlas.GetPopulationAsync(Number(id))).ToString(CultureInfo.InvariantCulture);
            case ["read-until", var id, var expected]:
                return await ReadUntilAsync(atlas, Number(id), Number(expected));
            case ["set", var id, var population]:
                await atlas.SetPopulationAsync(Number(id), Number(population));
                return "done";
            case ["write", var id, var population]:
                await atlas.WriteAsync(Number(id), Number(population));
                return "done";
            case ["invalidate", var id]:
                return (await atlas.GetPopulationCache.InvalidateAsync(Number(id))).ToString();
            case ["forget"]:
                return $"{await atlas.GetPopulationCache.InvalidateAllAsync()}, {await atlas.NearestCache.InvalidateAllAsync()}";
            case ["health"]:
                var health = (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["cache"];
                return $"{health.Status}, invalidations that wait: {health.Data["queuedInvalidations"]}";
            default:
                throw new InvalidOperationException($"The story asks for '{string.Join(' ', words)}', which a node cannot do.");
        }
    }

    private static async Task<string> ReadUntilAsync(Atlas atlas, int id, int expected)
    {
        var start = Stopwatch.GetTimestamp();
        long read;
        while ((read = await atlas.GetPopulationAsync(id)) != expected && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10))
            await Task.Delay(1);
        return read.ToString(CultureInfo.InvariantCulture);
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
