using System.Runtime.CompilerServices;
using Cache.Engine;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Upkeep;

/// <summary>A thousand requests a second for a value that takes 200 ms to load and lives for 30 s, over twenty of its lives, on a driven clock.</summary>
public sealed class RefreshAheadSimulation
{
    private const int Expiries = 20;
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_load = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_ttl = TimeSpan.FromSeconds(30);

    [Test]
    public async Task There_is_about_one_load_a_life_and_no_request_waits_for_it()
    {
        var (loads, longestWait) = await RunAsync(ahead: 1);

        Assert.That(loads, Is.InRange(Expiries, Expiries * 1.1), "loads");
        Assert.That(longestWait, Is.LessThanOrEqualTo(TimeSpan.FromMilliseconds(20)));
        TestContext.Out.WriteLine($"{loads} loads in {Expiries} lives, longest wait {longestWait.TotalMilliseconds} ms");
    }

    [Test]
    public async Task Without_it_requests_wait_for_each_load()
    {
        var (loads, longestWait) = await RunAsync(ahead: 0);

        Assert.That(loads, Is.InRange(Expiries - 1, Expiries), "loads");
        Assert.That(longestWait, Is.GreaterThanOrEqualTo(s_load - s_step));
    }

    // on a thread without a context of its own, where what waits for the clock goes on when the clock is advanced
    private static Task<(int Loads, TimeSpan LongestWait)> RunAsync(double ahead) => Task.Run(() => SimulateAsync(ahead));

    private static async Task<(int Loads, TimeSpan LongestWait)> SimulateAsync(double ahead)
    {
        var simulation = new Simulation();
        await using var container = new Container(services => services.AddSingleton<Load<int, string>>(simulation.LoadAsync));
        simulation.Time = container.Time;
        var node = (CacheNode)container.Cache;
        var cache = Container.Define<int, string>("simulated", ttl: "30s", ahead: ahead).In(node);
        var first = cache.GetTask(simulation.LoadAsync, 1);
        container.Time.Advance(s_load);
        await first;

        var waiting = new Queue<(Task<string> Call, TimeSpan Since)>();
        var longest = TimeSpan.Zero;
        var loadsBefore = simulation.Begun;
        for (var now = TimeSpan.Zero; now < Expiries * s_ttl; now += s_step)
        {
            waiting.Enqueue((cache.GetTask(simulation.LoadAsync, 1), now));
            await simulation.SettledAsync(node);
            while (waiting.TryPeek(out var oldest) && oldest.Call.IsCompleted)
            {
                longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, (now - oldest.Since).Ticks));
                waiting.Dequeue();
            }
            container.Time.Advance(s_step);
            await simulation.SettledAsync(node);
        }
        return (simulation.Begun - loadsBefore, longest);
    }

    private sealed class Simulation
    {
        private int _begun;
        private int _running;

        public ManualTimeProvider Time { get; set; } = null!;

        public int Begun => Volatile.Read(ref _begun);

        public async ValueTask<string> LoadAsync(int key, CacheContext context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _begun);
            await new Wait(this, Task.Delay(s_load, Time, cancellationToken));
            Interlocked.Decrement(ref _running);
            return "value";
        }

        // a load without a caller begins and ends on another thread: the clock stands still until it has come to its wait, or to its end
        public async Task SettledAsync(CacheNode node)
        {
            while (node.BackgroundLoads.Running > Volatile.Read(ref _running))
                await Task.Yield();
        }

        // counted when it waits and not a moment earlier: the clock would go on, and the load end, before there is somebody to continue
        private readonly struct Wait(Simulation simulation, Task delay) : ICriticalNotifyCompletion
        {
            public bool IsCompleted => false;

            public Wait GetAwaiter() => this;

            public void GetResult() => delay.GetAwaiter().GetResult();

            public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

            public void UnsafeOnCompleted(Action continuation)
            {
                delay.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);
                Interlocked.Increment(ref simulation._running);
            }
        }
    }
}
