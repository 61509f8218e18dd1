using System.Diagnostics;
using System.Globalization;
using Cache.SharedTier;
using Cache.Tests.Coherence.Processes;
using Cache.Tests.Redis;
using StackExchange.Redis;

namespace Cache.Tests.RateLimits;

/// <summary>One limit that processes share whose clocks differ. What they were given is read from the server, by its own clock.</summary>
[TestFixture]
public sealed class RateLimitProcessesTests
{
    private const int Processes = 8;
    private const int Limit = 60;
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(1.5);
    private readonly string _namespace = $"limits-{Guid.NewGuid():N}";

    [Test]
    public async Task Eight_processes_with_skewed_clocks_get_no_more_than_the_limit_in_any_window_and_exact_retry_times()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await OwnConnection.OpenAsync(server.ConnectionString);
        var workers = await WorkerProcess.StartAsync(Processes, server.ConnectionString, "Redis", cacheNamespace: _namespace, skew: s_skew);
        try
        {
            var offset = ServerOffset();
            var working = Task.WhenAll(workers.Select(static worker => worker.AskAsync($"limited shared {s_window.TotalMilliseconds} {Limit} {s_duration.TotalMilliseconds}")));
            var given = await WatchAsync(connection.Multiplexer.GetDatabase(), working);
            var answers = await working;

            var allowed = answers.Sum(static one => one.Value);
            var refusals = answers.SelectMany(static one => one.Rest[4..]).Select(text => Refusal.Read(text, offset)).ToArray();
            var errors = refusals.Select(refusal => refusal.Error(given)).Order().ToArray();
            TestContext.Out.WriteLine($"{allowed} allowed and {refusals.Length} refused in {s_duration.TotalSeconds} s, at most {Fullest(given)} of {Limit} in a window of {s_window.TotalMilliseconds} ms; "
                + $"retry-after wrong by {errors[errors.Length / 2]:F1} ms (median), {errors[^1]:F1} ms (worst)");
            Assert.That(given, Has.Length.EqualTo(allowed), "all that was given was seen");
            Assert.That(Fullest(given), Is.EqualTo(Limit), "never more, and all of it was to be had");
            Assert.That(allowed, Is.GreaterThan(Limit * (s_duration / s_window) * 0.8));
            Assert.That(refusals, Has.Length.GreaterThan(500));
            Assert.That(errors[^1], Is.LessThanOrEqualTo(50));
        }
        finally
        {
            foreach (var worker in workers)
                await worker.DisposeAsync();
        }
    }

    // the list of permits, read more often than a permit stays in it: total, time, request, total, ...
    private async Task<long[]> WatchAsync(IDatabase database, Task working)
    {
        var name = $"{_namespace}:#limit:{CacheDuration.Format(s_window)}:shared";
        RedisKey key = string.Create(CultureInfo.InvariantCulture, $"{{L{Lanes.Of(name):00}}}:{name}");
        var seen = new Dictionary<long, long>();
        for (var isOver = false; !isOver;)
        {
            isOver = working.IsCompleted;
            var list = await database.ListRangeAsync(key);
            for (var i = 1; i < list.Length; i += 3)
                seen[(long)list[i + 1]] = (long)list[i];
            await Task.WhenAny(working, Task.Delay(s_window / 10));
        }
        return [.. seen.Values.Order()];
    }

    private static int Fullest(long[] given)
    {
        var window = (long)s_window.TotalMicroseconds;
        var (fullest, first) = (0, 0);
        for (var last = 0; last < given.Length; last++)
        {
            while (given[last] - given[first] >= window)
                first++;
            fullest = Math.Max(fullest, last - first + 1);
        }
        return fullest;
    }

    // the server has the clock of this machine: microseconds of its time at timestamp 0
    private static double ServerOffset() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalMicroseconds - Stopwatch.GetElapsedTime(0).TotalMicroseconds;

    private readonly record struct Refusal(double Began, double Ended, double RetryAfter)
    {
        public static Refusal Read(string text, double offset)
        {
            var parts = text.Split(':').Select(static part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            return new(Micros(parts[0]) + offset, Micros(parts[1]) + offset, parts[2]);

            static double Micros(long timestamp) => Stopwatch.GetElapsedTime(0, timestamp).TotalMicroseconds;
        }

        /// <summary>How many milliseconds the retry time was wrong, at least: the server decided somewhere between the beginning and the end of the call.</summary>
        public double Error(long[] given)
        {
            var early = Due(given, Began) - (Ended + RetryAfter);
            var late = Began + RetryAfter - Due(given, Ended);
            return Math.Max(0, Math.Max(early, late)) / 1000;
        }

        // when the next can be given, as seen from a time: the oldest of the last ones is over then
        private static double Due(long[] given, double time)
        {
            var after = Array.FindIndex(given, one => one > time);
            return given[Math.Max(0, (after < 0 ? given.Length : after) - Limit)] + s_window.TotalMicroseconds;
        }
    }
}
