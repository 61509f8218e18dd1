using Cache.Coherence;
using Cache.SharedTier;
using Cache.Time;

namespace Cache.Tests.Coherence;

public sealed class OutboxTests
{
    private const int Limit = 3;
    private const string All = "app:#all:users";

    private ManualTimeProvider _time = null!;
    private CoarseClock _clock = null!;
    private SendingStore _store = null!;
    private Outbox _outbox = null!;

    [SetUp]
    public void Open()
    {
        _time = new();
        _clock = new(_time);
        _store = new();
        _outbox = new(_store, _clock, Limit, static _ => new(SharedChangeKind.Version, All));
    }

    [TearDown]
    public void StopClock() => _clock.Dispose();

    [Test]
    public async Task What_is_kept_is_sent_once_however_often_it_was_made()
    {
        _outbox.Keep(Key(1));
        _outbox.Keep(Key(1));
        _outbox.Keep(new(SharedChangeKind.Version, All));
        Assert.That(_outbox.Count, Is.EqualTo(2));

        await _outbox.DrainAsync();

        Assert.That(_store.Sent, Is.EquivalentTo(new[] { "app:users:1", All }));
        Assert.That(_outbox.Count, Is.Zero);
    }

    [Test]
    public async Task A_full_queue_becomes_one_invalidation_of_the_whole_cache()
    {
        for (var key = 0; key <= Limit; key++)
            _outbox.Keep(Key(key));
        Assert.That(_outbox.Count, Is.EqualTo(2));

        await _outbox.DrainAsync();

        Assert.That(_store.Sent, Is.EquivalentTo(new[] { All, $"app:users:{Limit}" }));
    }

    [Test]
    public async Task A_full_queue_keeps_each_tag_because_no_cache_covers_it()
    {
        _outbox.Keep(new(SharedChangeKind.Tag, "app:#tag:one"));
        for (var key = 0; key < Limit; key++)
            _outbox.Keep(Key(key));

        await _outbox.DrainAsync();

        Assert.That(_store.Sent, Is.SupersetOf(new[] { All, "app:#tag:one" }));
    }

    [Test]
    public async Task A_failure_keeps_what_was_not_sent()
    {
        for (var key = 0; key < Limit; key++)
            _outbox.Keep(Key(key));
        _store.Before = _ => _store.Sent.Count == 2 ? throw new SharedStoreException("The server is away.") : Task.CompletedTask;

        Assert.That(async () => await _outbox.DrainAsync(), Throws.TypeOf<SharedStoreException>());
        Assert.That(_outbox.Count, Is.EqualTo(2));
        var failed = _store.Sent[1];
        _store.Before = static _ => Task.CompletedTask;
        _store.Sent.Clear();
        await _outbox.DrainAsync();

        Assert.That(_store.Sent, Has.Count.EqualTo(2).And.Contains(failed));
        Assert.That(_outbox.Count, Is.Zero);
    }

    [Test]
    public async Task The_keys_of_one_lane_go_together()
    {
        var outbox = new Outbox(_store, _clock, 10_000, static _ => new(SharedChangeKind.Version, All));
        for (var key = 0; key < 5_000; key++)
            outbox.Keep(Key(key));

        await outbox.DrainAsync();

        Assert.That(_store.Sent.Distinct().Count(), Is.EqualTo(5_000));
        Assert.That(_store.Commands, Is.EqualTo(Lanes.Count));
    }

    [Test]
    public async Task An_invalidation_that_is_made_again_while_it_is_sent_is_sent_again()
    {
        var sending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _outbox.Keep(Key(1));
        _store.Before = _ =>
        {
            sending.TrySetResult();
            return go.Task;
        };

        var drain = _outbox.DrainAsync().AsTask();
        await sending.Task.WaitAsync(TimeSpan.FromSeconds(10));
        // the server may have applied the first one already, and the write that this one tells of came after
        _outbox.Keep(Key(1));
        go.SetResult();
        await drain;

        Assert.That(_store.Sent, Is.EqualTo(new[] { "app:users:1", "app:users:1" }));
    }

    [Test]
    public async Task Who_finds_something_kept_waits_until_it_is_sent_by_whoever_sends()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _outbox.Keep(Key(1));
        _store.Before = _ => go.Task;

        var first = _outbox.DrainAsync().AsTask();
        var second = _outbox.DrainAsync().AsTask();
        Assert.That(_outbox.Count, Is.EqualTo(1), "under way is not sent");
        Assert.That(second.IsCompleted, Is.False);
        go.SetResult();
        await Task.WhenAll(first, second);

        Assert.That(_store.Sent, Is.EqualTo(new[] { "app:users:1" }));
    }

    [Test]
    public async Task What_was_acknowledged_in_the_last_thirty_seconds_is_sent_again()
    {
        await _outbox.SendAsync(Key(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        await _outbox.SendAsync(Key(2));
        _time.Advance(TimeSpan.FromSeconds(29));
        _store.Sent.Clear();

        _outbox.KeepRecent();
        await _outbox.DrainAsync();

        Assert.That(_store.Sent, Is.EqualTo(new[] { "app:users:2" }));
    }

    [Test]
    public async Task What_was_made_again_is_as_recent_as_the_last_time()
    {
        await _outbox.SendAsync(Key(1));
        _time.Advance(TimeSpan.FromSeconds(20));
        await _outbox.SendAsync(Key(1));
        _time.Advance(TimeSpan.FromSeconds(20));
        _store.Sent.Clear();

        _outbox.KeepRecent();
        await _outbox.DrainAsync();

        Assert.That(_store.Sent, Is.EqualTo(new[] { "app:users:1" }));
    }

    [Test]
    public async Task Of_more_recent_invalidations_than_fit_the_oldest_become_one_of_the_whole_cache()
    {
        for (var key = 0; key < 3 * Limit; key++)
            await _outbox.SendAsync(Key(key));
        _store.Sent.Clear();

        _outbox.KeepRecent();
        await _outbox.DrainAsync();

        Assert.That(_store.Sent, Does.Contain(All));
        Assert.That(_store.Sent, Has.Count.LessThanOrEqualTo(Limit + 1));
        _time.Advance(Outbox.Memory + TimeSpan.FromSeconds(1));
        _outbox.KeepRecent();
        Assert.That(_outbox.Count, Is.Zero, "forgotten like all others");
    }

    [Test]
    public void An_invalidation_that_fails_is_its_callers_to_keep()
    {
        _store.Before = static _ => throw new SharedStoreException("The server is away.");

        Assert.That(async () => await _outbox.SendAsync(Key(1)), Throws.TypeOf<SharedStoreException>());

        Assert.That(_outbox.Count, Is.Zero);
    }

    private static SharedChange Key(int number) => new(SharedChangeKind.Key, $"app:users:{number}");
}
