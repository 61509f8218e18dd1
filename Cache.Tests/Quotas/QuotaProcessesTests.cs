using System.Globalization;
using Cache.SharedTier;
using Cache.Tests.Coherence.Processes;
using Cache.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Cache.Tests.Quotas;

/// <summary>A quota that processes share which write all the time, as the server has it.</summary>
[TestFixture]
public sealed class QuotaProcessesTests
{
    private const int Processes = 8;
    private const string Quota = "512KB";
    private const long Allocation = 512 << 10;
    private const int LargestValue = 2048;
    private const int LeastCalls = 400;
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private readonly string _namespace = $"quota-{Guid.NewGuid():N}";

    [Test]
    public async Task Eight_processes_stay_within_the_quota_keep_what_is_read_and_leave_locks_alone()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await OwnConnection.OpenAsync(server.ConnectionString);
        await using var services = new ServiceCollection().AddCache(options => options.Namespace = _namespace).AddRedis(connection.Multiplexer).Services.BuildServiceProvider();
        var (locks, limits) = (services.GetRequiredService<ICacheLocks>(), services.GetRequiredService<ICacheRateLimits>());
        await using var held = await locks.AcquireAsync("held", s_minute);
        await limits.CheckAsync("limited", 10, s_minute, 3);
        var workers = await WorkerProcess.StartAsync(Processes, server.ConnectionString, "Redis", cacheNamespace: _namespace, quota: Quota);
        try
        {
            var working = Task.WhenAll(workers.Select(static worker => worker.AskAsync($"store {s_duration.TotalMilliseconds} {LeastCalls}")));
            var stored = await WatchAsync(connection.Multiplexer.GetDatabase(), working);
            var trace = (await working).SelectMany(static answer => answer.Rest[3..]).Select(Step.Read).OrderBy(static step => step.At).ToArray();

            // key, identity, times and versions
            var overhead = OnServer("blobs:00000").Length + 100;
            var lru = new ExactLru(Allocation);
            var exact = trace.Select(step => (step.Kind, IsHit: lru.Use(step.Key, step.Size + overhead))).Where(static step => step.Kind != 's').ToArray();
            var reads = trace.Where(static step => step.Kind != 's').ToArray();
            var (ours, best) = (Share(reads.Count(static step => step.Kind == 'h'), reads.Length), Share(exact.Count(static step => step.IsHit), exact.Length));
            TestContext.Out.WriteLine($"{trace.Length} calls, {trace.Length - reads.Length} of them sets, in {s_duration.TotalSeconds} s; at most {stored.Max()} of {Allocation} bytes stored, in {stored.Count} looks; "
                + $"hit ratio {ours:P1}, of an exact LRU {best:P1}");

            Assert.That(stored.Max(), Is.LessThanOrEqualTo(Allocation + Processes * LargestValue));
            Assert.That(stored[^1], Is.GreaterThan(Allocation * 0.95), "it is used");
            Assert.That(trace, Has.Length.AtLeast(Processes * LeastCalls));
            Assert.That(ours, Is.EqualTo(best).Within(0.05));
            Assert.That(held.Lost.IsCancellationRequested, Is.False);
            Assert.That((await limits.GetStatusAsync("limited", 10, s_minute)).Remaining, Is.EqualTo(7));
            Assert.That(await connection.Multiplexer.GetDatabase().KeyExistsAsync(OnServer("#all:blobs")), Is.True);
        }
        finally
        {
            foreach (var worker in workers)
                await worker.DisposeAsync();
        }
    }

    // of all values of the namespace, in one step
    private async Task<List<long>> WatchAsync(IDatabase database, Task working)
    {
        const string Sum = """
            local sum = 0
            for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
              if redis.call('GETRANGE', key, 0, 0) == 'V' then sum = sum + redis.call('STRLEN', key) + #key end
            end
            return sum
            """;
        var stored = new List<long>();
        for (var isOver = false; !isOver;)
        {
            isOver = working.IsCompleted;
            stored.Add((long)await database.ScriptEvaluateAsync(Sum, [], [$"*{_namespace}:blobs:*"]));
            await Task.WhenAny(working, Task.Delay(100));
        }
        return stored;
    }

    private static double Share(int part, int whole) => (double)part / whole;

    private string OnServer(string key)
    {
        var text = $"{_namespace}:{key}";
        return string.Create(CultureInfo.InvariantCulture, $"{{L{Lanes.Of(text):00}}}:{text}");
    }

    private readonly record struct Step(long At, int Key, int Size, char Kind)
    {
        public static Step Read(string text)
        {
            var parts = text.Split(':');
            return new(long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3][0]);
        }
    }
}
