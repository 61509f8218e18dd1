using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Cache.Benchmarks.Shared;

/// <summary>An invalidation by a glob of 100,000 keys among 1,000,000 in Redis: how long it takes, and how long it holds up others, as a connection of its own sees it that asks all the time.</summary>
internal static class SharedGlob
{
    private const int Shelves = 10;
    private const int Books = 100_000;
    private const int AtOnce = 500;

    public static async Task RunAsync()
    {
        using var server = new RedisOfOwn();
        var services = new ServiceCollection();
        services.AddCache().AddRedis(server.Connection);
        services.AddCacheBenchmarksCaches();
        services.AddSingleton<Library>();
        await using var container = services.BuildServiceProvider();
        var books = container.GetRequiredService<Library>().BookCache;
        for (var shelf = 0; shelf < Shelves; shelf++)
        {
            foreach (var chunk in Enumerable.Range(0, Books).Chunk(AtOnce))
                await Task.WhenAll(chunk.Select(book => books.SetAsync(shelf, book, "title").AsTask()));
        }

        using var other = await ConnectionMultiplexer.ConnectAsync(server.Connection);
        var database = other.GetDatabase();
        var before = (long)await database.ExecuteAsync("DBSIZE");
        var quiet = await LongestWaitAsync(database, Task.Delay(TimeSpan.FromSeconds(2)));
        var watch = Stopwatch.StartNew();
        var invalidation = books.InvalidateMatchingAsync("7:*").AsTask();
        var wait = await LongestWaitAsync(database, invalidation);
        Console.WriteLine($"{before} keys, of which {before - (long)await database.ExecuteAsync("DBSIZE")} went in {watch.Elapsed.TotalSeconds:F2} s ({await invalidation})");
        Console.WriteLine($"longest wait of another connection: {wait.TotalMilliseconds:F1} ms (without the invalidation: {quiet.TotalMilliseconds:F1} ms); the server's slow log from 5 ms on: {await SlowestAsync(database)}");
    }

    private static async Task<TimeSpan> LongestWaitAsync(IDatabase database, Task until)
    {
        await database.ExecuteAsync("CONFIG", "SET", "slowlog-log-slower-than", "5000");
        await database.ExecuteAsync("SLOWLOG", "RESET");
        var longest = TimeSpan.Zero;
        while (!until.IsCompleted)
        {
            var asked = Stopwatch.GetTimestamp();
            await database.PingAsync();
            var waited = Stopwatch.GetElapsedTime(asked);
            longest = waited > longest ? waited : longest;
        }
        return longest;
    }

    private static async Task<string> SlowestAsync(IDatabase database)
    {
        var entries = (RedisResult[])(await database.ExecuteAsync("SLOWLOG", "GET", "100"))!;
        return entries.Length == 0 ? "nothing" : $"{entries.Length} commands, the slowest {entries.Max(static entry => (long)((RedisResult[])entry!)[2]) / 1000.0:F1} ms";
    }
}

internal sealed partial class Library(ICache cache)
{
    [Cache(Name = "book", Ttl = "1h")]
    public partial Task<string> BookAsync(int shelf, int book);

    private Task<string> BookCoreAsync(int shelf, int book) => Task.FromResult($"{cache is not null} {shelf} {book}");
}
