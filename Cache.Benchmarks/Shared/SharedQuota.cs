using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Cache.Benchmarks.Shared;

/// <summary>What a quota costs: sets and reads without one, with one that is not spent, and with one that every set spends, in turns in one run against a redis-server of its own.</summary>
internal static class SharedQuota
{
    private const int Keys = 20_000;
    private const int ReadKeys = 500;
    private const int InFlight = 64;
    private const int Rounds = 7;
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(1.5);

    public static async Task RunAsync()
    {
        using var server = new RedisOfOwn();
        var connection = await ConnectionMultiplexer.ConnectAsync(server.Connection);
        var database = connection.GetDatabase();
        var variants = new List<Variant>();
        foreach (var (name, quota) in new[] { ("no quota", null), ("30MB, not spent", "30MB"), ("1MB, always spent", "1MB") })
            variants.Add(await Variant.OpenAsync(name, quota, connection, database));

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var variant in variants)
            {
                await variant.MeasureAsync(database, variant.Sets, async (notes, id) => await notes.GetCache.SetAsync(id, Notes.Make(id)));
                // those that were set last are there in each variant
                await variant.SetAsync(Enumerable.Range(0, ReadKeys));
                await variant.MeasureAsync(database, variant.Reads, async (notes, id) => await notes.GetCache.TryGetAsync(id % ReadKeys));
            }
        }
        foreach (var variant in variants)
        {
            Console.WriteLine($"{variant.Name}: a key takes {variant.BytesOfKey:F0} bytes of the server's memory; sets {Text(variant.Sets)}; reads {Text(variant.Reads)}");
            await variant.Services.DisposeAsync();
        }
    }

    private static string Text(List<Rate> rates) => string.Create(CultureInfo.InvariantCulture,
        $"{Median(rates, static rate => rate.PerSecond):F0}/s, {Median(rates, static rate => rate.Server):F2} us of the server's processor time each ({rates.Min(static rate => rate.Server):F2} to {rates.Max(static rate => rate.Server):F2})");

    private static double Median(List<Rate> rates, Func<Rate, double> figure) => rates.Select(figure).Order().ElementAt(rates.Count / 2);

    // how many a second, and the processor time of the server that each takes, in microseconds
    private readonly record struct Rate(double PerSecond, double Server);

    private sealed class Variant(string name, ServiceProvider services)
    {
        public string Name => name;

        public ServiceProvider Services => services;

        public double BytesOfKey { get; private set; }

        public List<Rate> Sets { get; } = [];

        public List<Rate> Reads { get; } = [];

        public static async Task<Variant> OpenAsync(string name, string? quota, ConnectionMultiplexer connection, IDatabase database)
        {
            var services = new ServiceCollection();
            services.AddCache(options =>
            {
                options.Namespace = $"quota-{quota ?? "none"}";
                options.Quota = quota;
            }).AddRedis(connection);
            services.AddSingleton<Notes>();
            var variant = new Variant(name, services.BuildServiceProvider());
            await variant.Services.GetRequiredService<Notes>().GetAsync(0);
            var (keys, bytes) = ((long)await database.ExecuteAsync("DBSIZE"), await FigureAsync(database, "memory", "used_memory"));
            await variant.SetAsync(Enumerable.Range(0, Keys));
            variant.BytesOfKey = (await FigureAsync(database, "memory", "used_memory") - bytes) / ((long)await database.ExecuteAsync("DBSIZE") - keys);
            return variant;
        }

        public async Task SetAsync(IEnumerable<int> ids)
        {
            var notes = services.GetRequiredService<Notes>();
            foreach (var chunk in ids.Chunk(InFlight))
                await Task.WhenAll(chunk.Select(id => notes.GetCache.SetAsync(id, Notes.Make(id)).AsTask()));
        }

        public async Task MeasureAsync(IDatabase database, List<Rate> rates, Func<Notes, int, Task> call)
        {
            var notes = services.GetRequiredService<Notes>();
            var processor = await ProcessorAsync(database);
            var count = 0L;
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, InFlight).Select(worker => Task.Run(async () =>
            {
                var random = new Random(worker + rates.Count * InFlight);
                var own = 0;
                for (; watch.Elapsed < s_round; own++)
                    await call(notes, random.Next(Keys));
                Interlocked.Add(ref count, own);
            })));
            rates.Add(new(count / watch.Elapsed.TotalSeconds, (await ProcessorAsync(database) - processor) * 1e6 / count));
        }

        private static async Task<double> ProcessorAsync(IDatabase database) =>
            await FigureAsync(database, "cpu", "used_cpu_user") + await FigureAsync(database, "cpu", "used_cpu_sys");

        private static async Task<double> FigureAsync(IDatabase database, string section, string name)
        {
            var info = (string)(await database.ExecuteAsync("INFO", section))!;
            var line = info.Split('\n').Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal));
            return double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
        }
    }
}

internal sealed partial class Notes(ICache cache)
{
    public static string Make(int id) => new((char)('a' + id % 26), 200);

    [Cache(Name = "notes", Ttl = "1h")]
    public partial Task<string> GetAsync(int id);

    private Task<string> GetCoreAsync(int id) => Task.FromResult(cache is null ? "" : Make(id));
}
