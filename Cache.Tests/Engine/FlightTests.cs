using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Cache.CompilerServices;
using Cache.Loading;

namespace Cache.Tests.Engine;

// a flight alone, for moments that a cache passes too fast
public class FlightTests
{
    [Test]
    public async Task A_caller_that_has_joined_gets_the_value_however_late_it_asks([Values] bool keepsTask, [Values] bool leaderHasToken, [Values] bool waitsFirst)
    {
        using var token = new CancellationTokenSource();
        var loads = new Loads();
        var flight = new Flight<string, int, string>(loads, 1, 0, null, null, keepsTask, leaderHasToken ? token.Token : default);
        var seat = 0;
        Task<string>? joined = null;
        loads.OnLoad = async _ =>
        {
            joined = flight.TryJoin("joins during the load", 1, default, out seat);
            Assert.That(joined, Is.Not.Null);
            if (waitsFirst)
                await Task.Yield();
            return "value";
        };

        var first = flight.Start("opens", 1, out var landed) ?? landed.AsTask();
        Assert.That(await first, Is.EqualTo("value"));

        Assert.That(await flight.WaitAsync(joined!, seat, default).WaitAsync(TimeSpan.FromSeconds(10)), Is.EqualTo("value"));
        Assert.That(flight.Wait(joined!, seat, default), Is.EqualTo("value"));
        Assert.That(flight.TryJoin("comes too late", 1, default, out _), Is.Null);
    }

    [Test]
    public async Task A_caller_that_has_joined_gets_the_failure_however_late_it_asks()
    {
        var loads = new Loads();
        var flight = new Flight<string, int, string>(loads, 1, 0, null, null, keepsTask: true, default);
        var seat = 0;
        Task<string>? joined = null;
        var failure = new InvalidOperationException("no such row");
        loads.OnLoad = _ =>
        {
            joined = flight.TryJoin("joins during the load", 1, default, out seat);
            throw failure;
        };

        Assert.That(flight.Start("opens", 1, out _), Is.Not.Null);

        var late = flight.WaitAsync(joined!, seat, default).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(async () => await late, Throws.Exception.SameAs(failure));
        Assert.That(loads.Withdrawn, Is.EqualTo(1));
    }

    [Test]
    public async Task A_value_that_cannot_be_stored_fails_its_callers_and_frees_the_place()
    {
        var loads = new Loads { OnStore = static () => throw new NotSupportedException("no size"), OnLoad = static _ => new("value") };
        var flight = new Flight<string, int, string>(loads, 1, 0, null, null, keepsTask: false, default);

        var outcome = flight.Start("opens", 1, out _);

        Assert.That(outcome, Is.Not.Null);
        Assert.That(async () => await outcome!.WaitAsync(TimeSpan.FromSeconds(10)), Throws.InstanceOf<NotSupportedException>());
        Assert.That(loads.Withdrawn, Is.EqualTo(1));
    }

    [Test]
    public async Task A_flight_that_is_over_holds_none_of_its_callers()
    {
        using var token = new CancellationTokenSource();
        var loads = new Loads();
        var hold = new TaskCompletionSource<string>();
        var flight = new Flight<string, int, string>(loads, 1, 0, null, null, keepsTask: true, token.Token);
        loads.OnLoad = _ => new(hold.Task);
        var outcome = flight.Start("opens", 1, out _);

        var service = Join(flight);
        hold.SetResult("value");
        await outcome!;
        GC.Collect();

        Assert.That(service.IsAlive, Is.False, "what a load started has its flight as the ambient load, maybe for ever");
        GC.KeepAlive(flight);
    }

    [Test]
    public void A_failure_that_nobody_asks_for_any_more_is_not_unobserved()
    {
        var unobserved = 0;
        void Note(object? sender, UnobservedTaskExceptionEventArgs failed) => unobserved += failed.Exception.InnerExceptions.OfType<MarkedException>().Count();

        TaskScheduler.UnobservedTaskException += Note;
        FailUnasked();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        TaskScheduler.UnobservedTaskException -= Note;

        Assert.That(unobserved, Is.Zero);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailUnasked()
    {
        // the wait of its one caller is cancelled at the moment in which the load fails
        using var token = new CancellationTokenSource();
        var loads = new Loads { OnLoad = static _ => throw new MarkedException() };
        var flight = new Flight<string, int, string>(loads, 1, 0, null, null, keepsTask: true, token.Token);
        Assert.That(flight.Start("opens", 1, out _), Is.Not.Null);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Join(Flight<string, int, string> flight)
    {
        var service = new string('s', 100);
        _ = flight.TryJoin(service, 1, default, out _);
        return new(service);
    }

    private sealed class MarkedException : Exception;

    private sealed class Loads : ILoads<string, int, string>
    {
        public Func<string, ValueTask<string>> OnLoad { get; set; } = static _ => new("value");

        public Action OnStore { get; init; } = static () => { };

        public int Withdrawn { get; private set; }

        public CacheContext? NewContext() => null;

        public ValueTask<string> Load(Flight<string, int, string> flight, string service, int key, CacheContext? context, CancellationToken cancellationToken) => OnLoad(service);

        public void Ended(Flight<string, int, string> flight, Exception? failure)
        {
        }

        public ValueTask<CacheResult<string>[]> LoadMany(
            string service, ManyLoad<string, string> load, int[] positions, Flight<string, int, string>[] flights, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Store(Flight<string, int, string> flight, string value, Task<string>? task, CacheContext? context) => OnStore();

        public void Withdraw(Flight<string, int, string> flight) => Withdrawn++;

        public bool TryFindStale(Flight<string, int, string> flight, [MaybeNullWhen(false)] out string stale)
        {
            stale = null;
            return false;
        }

        public bool TrySettle(Flight<string, int, string> flight, Exception failure, int callers, [MaybeNullWhen(false)] out string stale)
        {
            Withdraw(flight);
            return TryFindStale(flight, out stale);
        }

        public void LeftBehind(Flight<string, int, string> flight, int callers) => Assert.Fail($"{callers}");

        public Exception GivenUp(Flight<string, int, string> flight) => new TimeoutException();

        public void FailedUnseen(Flight<string, int, string> flight, Exception failure) => Assert.Fail($"{failure}");

        public string Text(int key) => $"{key}";
    }
}
