using Cache.Coherence;
using Cache.SharedTier;
using Cache.Time;

namespace Cache.Tests.Coherence;

public sealed class WatermarkTests
{
    private const int Lane = 7;
    private const long Start = 100;
    private const long ServerTime = 1_790_000_000_000_000;
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_tick = CoarseClock.Resolution;

    private ManualTimeProvider _time = null!;
    private CoarseClock _clock = null!;
    private SendingStore _store = null!;
    private Told _told = null!;
    private Watermark _watermark = null!;

    [SetUp]
    public async Task ReadOnceAsync()
    {
        _time = new();
        _clock = new(_time);
        _store = new() { Reading = static () => Task.FromResult(Reading(Start)) };
        _told = new();
        _watermark = new(_clock, s_window, _told);
        _clock.Ticked += _watermark.Tick;
        await _watermark.ReadAsync(_store);
    }

    [TearDown]
    public void StopClock() => _clock.Dispose();

    [Test]
    public void The_first_reading_confirms_and_says_that_what_was_before_is_unknown() =>
        Assert.That(_told.Events, Is.EqualTo(new[] { "another history, the first", "confirmed" }));

    [Test]
    public async Task A_reading_counts_from_when_it_was_asked_for()
    {
        var reply = new TaskCompletionSource<LaneReading>();
        _store.Reading = () => reply.Task;

        var reading = _watermark.ReadAsync(_store);
        Advance(TimeSpan.FromMilliseconds(300));
        reply.SetResult(Reading(Start));
        await reading;

        Assert.That(_watermark.Lag, Is.EqualTo(TimeSpan.FromMilliseconds(300)));
    }

    [Test]
    public async Task A_reading_that_messages_lag_behind_confirms_when_they_have_come()
    {
        Advance(TimeSpan.FromMilliseconds(300));
        await ReadAsync(Reading(Start + 1));
        Assert.That(_watermark.Lag, Is.EqualTo(TimeSpan.FromMilliseconds(300)), "as of the reading before");

        _watermark.Applied(Lane, Start + 1);

        Assert.That(_watermark.Lag, Is.EqualTo(TimeSpan.Zero));
        Assert.That(_told.Missed, Is.Empty);
    }

    [Test]
    public async Task A_message_that_never_comes_drops_its_lane_after_fifty_milliseconds_and_then_confirms()
    {
        Advance(TimeSpan.FromMilliseconds(300));
        await ReadAsync(Reading(Start + 1));

        Advance(TimeSpan.FromMilliseconds(45));
        Assert.That(_told.Missed, Is.Empty);
        Advance(s_tick);

        Assert.That(_told.Missed, Is.EqualTo(new[] { Lane }));
        Assert.That(_watermark.Lag, Is.EqualTo(TimeSpan.FromMilliseconds(60)), "as of the reading");
    }

    [Test]
    public async Task A_sequence_that_goes_backwards_is_another_history()
    {
        _told.Events.Clear();

        await ReadAsync(Reading(Start - 1));

        Assert.That(_told.Events, Is.EqualTo(new[] { "another history" }));
        _told.Events.Clear();
        await ReadAsync(Reading(Start - 1));
        Assert.That(_told.Events, Is.Empty, "told once");
    }

    [Test]
    public async Task A_server_with_another_replication_id_is_another_history_whatever_its_sequences()
    {
        _told.Events.Clear();

        await ReadAsync(Reading(Start) with { History = "promoted" });

        Assert.That(_told.Events, Is.EqualTo(new[] { "another history" }));
    }

    [Test]
    public async Task A_message_between_request_and_reply_is_not_taken_for_lost_writes()
    {
        var reply = new TaskCompletionSource<LaneReading>();
        _store.Reading = () => reply.Task;
        _told.Events.Clear();

        var reading = _watermark.ReadAsync(_store);
        _watermark.Applied(Lane, Start + 1);
        reply.SetResult(Reading(Start));
        await reading;

        Assert.That(_told.Events, Is.Empty);
    }

    [Test]
    public void While_readings_fail_memory_is_dropped_once_in_each_window()
    {
        _told.Events.Clear();

        // two ticks come off the window, because the clock may lag by as much
        Advance(s_window - (2 * s_tick));
        Assert.That(_told.Events, Is.Empty);
        Advance(s_tick);
        Assert.That(_told.Events, Is.EqualTo(new[] { "dropped", "unconfirmed" }));
        Assert.That(_watermark.IsConfirmed, Is.False);

        for (var time = TimeSpan.Zero; time < 5 * s_window; time += s_tick)
            Advance(s_tick);
        Assert.That(_told.Events.Count(static one => one == "dropped"), Is.EqualTo(6));
        Assert.That(_told.Events.Count(static one => one == "unconfirmed"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_reading_after_an_outage_confirms_again()
    {
        Advance(3 * s_window);
        _told.Events.Clear();

        await ReadAsync(Reading(Start));
        Advance(s_window / 2);

        Assert.That(_told.Events, Is.EqualTo(new[] { "confirmed" }));
        Assert.That(_watermark.IsConfirmed, Is.True);
    }

    [Test]
    public async Task A_reading_that_fails_confirms_nothing()
    {
        Advance(s_window / 2);
        _store.Reading = static () => throw new SharedStoreException("The server is away.");

        Assert.That(() => _watermark.ReadAsync(_store), Throws.TypeOf<SharedStoreException>());

        Assert.That(_watermark.Lag, Is.EqualTo(s_window / 2).Within(s_tick));
        await ReadAsync(Reading(Start));
        Assert.That(_watermark.Lag, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task The_servers_time_is_taken_as_late_as_the_reply_allows()
    {
        var reply = new TaskCompletionSource<LaneReading>();
        _store.Reading = () => reply.Task;

        var reading = _watermark.ReadAsync(_store);
        Advance(TimeSpan.FromMilliseconds(300));
        // read by the server when the request had just been sent, or just before the reply: nobody knows
        reply.SetResult(Reading(Start));
        await reading;

        Assert.That(_watermark.ServerNow, Is.EqualTo(ServerTime + 300_000));
        Assert.That(_watermark.LocalOf(_watermark.ServerNow), Is.EqualTo(_clock.Now));
    }

    private Task ReadAsync(LaneReading reading)
    {
        _store.Reading = () => Task.FromResult(reading);
        return _watermark.ReadAsync(_store);
    }

    private void Advance(TimeSpan by) => _time.Advance(by);

    // all lanes but one stand still
    private static LaneReading Reading(long sequence)
    {
        long[] sequences = [.. Enumerable.Repeat(Start, Lanes.Total)];
        sequences[Lane] = sequence;
        return new(sequences, "one", ServerTime);
    }

    private sealed class Told : IWatermarkTarget
    {
        public List<string> Events { get; } = [];

        public List<int> Missed { get; } = [];

        public void MissedMessages(int lane) => Missed.Add(lane);

        public void HistoryChanged(bool isFirst) => Events.Add(isFirst ? "another history, the first" : "another history");

        public void Unconfirmed() => Events.Add("dropped");

        public void ConfirmationChanged(bool isConfirmed) => Events.Add(isConfirmed ? "confirmed" : "unconfirmed");
    }
}
