using System.Globalization;
using Cache.RateLimits;
using Cache.Tests.Redis;

namespace Cache.Tests.RateLimits;

/// <summary>Both stores against a model that keeps a list of permits and counts it: at every step of random histories they say the same, to the microsecond.</summary>
public sealed class RateLimitModelTests
{
    private const int Histories = 60;
    private const int Steps = 200;
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);

    [Test]
    public async Task Memory_counts_as_the_model_does()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            var time = new ManualTimeProvider();
            var store = new MemoryRateLimitStore(time);
            await CompareAsync(seed, time, take => store.TakeAsync(take, isAgain: false));
        }
    }

    [Test]
    public async Task The_script_counts_as_the_model_does()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await OwnConnection.OpenAsync(server.ConnectionString);
        // the script as it is, but for its clock, which the test drives
        var script = RateLimitScripts.Take.Replace("redis.call('TIME')", "{ 0, tonumber(ARGV[6]) }", StringComparison.Ordinal);
        Assert.That(script, Is.Not.EqualTo(RateLimitScripts.Take));
        for (var seed = 0; seed < Histories; seed++)
        {
            var time = new ManualTimeProvider();
            await CompareAsync(seed, time, async take =>
            {
                var now = time.GetTimestamp() / TimeSpan.TicksPerMicrosecond;
                var answer = (long[])(await connection.Multiplexer.GetDatabase().ScriptEvaluateAsync(script, [$"{take.Name}:{seed}"],
                    [take.Limit, take.Window.Ticks / 10, take.Permits, take.Request, 0, now + 1_800_000_000_000_000]))!;
                return new(answer[0] == 1, answer[1], TimeSpan.FromMicroseconds(answer[2]), TimeSpan.FromMicroseconds(answer[3]));
            });
        }
    }

    private static async Task CompareAsync(int seed, ManualTimeProvider time, Func<RateLimitTake, ValueTask<RateLimitCount>> takeAsync)
    {
        var random = new Random(seed);
        var limits = new[] { random.Next(1, 40), random.Next(1, 40) };
        var model = new Model();
        for (var step = 0; step < Steps; step++)
        {
            // now and then nothing happens for long, and now and then all at once
            var pause = random.Next(20) == 0 ? random.Next(20_000_000) : random.Next(4) == 0 ? 0 : random.Next(1_000_000);
            time.Advance(TimeSpan.FromMicroseconds(pause));
            var limit = limits[random.Next(limits.Length)];
            var take = new RateLimitTake("k", random.NextInt64(1L << 60, long.MaxValue), limit, s_window, random.Next(3) == 0 ? random.Next(1, limit + 1) : 1);
            var expected = model.Take(take, time.GetTimestamp());

            Assert.That(await takeAsync(take), Is.EqualTo(expected), string.Create(CultureInfo.InvariantCulture, $"history {seed}, step {step}, limit {limit}, permits {take.Permits}"));
        }
    }

    private sealed class Model
    {
        private readonly List<long> _given = [];

        public RateLimitCount Take(RateLimitTake take, long now)
        {
            var live = _given.Where(time => time + take.Window.Ticks > now).ToList();
            var isAllowed = live.Count + take.Permits <= take.Limit;
            if (isAllowed)
            {
                _given.AddRange(Enumerable.Repeat(now, take.Permits));
                live.AddRange(Enumerable.Repeat(now, take.Permits));
            }
            var leaving = isAllowed ? 0 : live[live.Count + take.Permits - take.Limit - 1] + take.Window.Ticks - now;
            return new(isAllowed, live.Count, new(leaving), new(live[^1] + take.Window.Ticks - now));
        }
    }
}
