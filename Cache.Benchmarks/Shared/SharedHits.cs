using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Cache.Benchmarks.Shared;

/// <summary>Hits in the shared tier, 64 at a time, beside the bare client with the same serializer, in turns in one run against a redis-server of its own.</summary>
internal static class SharedHits
{
    private const int Keys = 1000;
    private const int InFlight = 64;
    private const int Rounds = 31;

    // until the runtime has compiled for good what they run
    private const int WarmUps = 8;
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(0.5);

    public static async Task RunAsync()
    {
        using var server = new RedisOfOwn();
        await MeasureAsync(server.Connection);
    }

    private static async Task MeasureAsync(string server)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(server);
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

        var bare = new List<Rate>();
        var cached = new List<Rate>();
        for (var round = -WarmUps; round < Rounds; round++)
        {
            if (round == 0)
            {
                bare.Clear();
                cached.Clear();
            }
            bare.Add(await MeasureAsync(async id => JsonSerializer.Deserialize<Person>((byte[])(await database.StringGetAsync($"bare:{id}"))!)));
            cached.Add(await MeasureAsync(async id => await people.GetAsync(id)));
        }
        Console.WriteLine($"bare client: {Text(bare)}");
        Console.WriteLine($"cached method: {Text(cached)}; {Ratio(cached, bare, PerSecond):F2} of the reads, {Ratio(cached, bare, static rate => rate.Processor):F2} of the processor time; loads while measured: {people.Loads - Keys}");
    }

    private static async Task<Rate> MeasureAsync(Func<int, Task<Person?>> read)
    {
        var count = 0L;
        var processor = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
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
        return new(count / watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / count, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)count);
    }

    private static double PerSecond(Rate rate) => rate.PerSecond;

    private static string Text(List<Rate> rates) =>
        $"{Median(rates, PerSecond):F0}/s ({rates.Min(PerSecond):F0} to {rates.Max(PerSecond):F0}), {Median(rates, static rate => rate.Processor):F1} us of processor time and {Median(rates, static rate => rate.Allocated):F0} bytes each";

    private static double Median(List<Rate> rates, Func<Rate, double> figure) => rates.Select(figure).Order().ElementAt(rates.Count / 2);

    // turn by turn: the machine is not equally fast all the time
    private static double Ratio(List<Rate> ours, List<Rate> theirs, Func<Rate, double> figure) =>
        ours.Zip(theirs, (own, other) => figure(own) / figure(other)).Order().ElementAt(ours.Count / 2);

    // reads a second, the processor time of this process that each takes, in microseconds, and the bytes that each allocates
    private readonly record struct Rate(double PerSecond, double Processor, double Allocated);
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
