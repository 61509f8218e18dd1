namespace Cache.Tests.Locks;

/// <summary>How a lock that is held is renewed, and what its holder learns of its loss.</summary>
public sealed class HeldLockTests
{
    private static readonly TimeSpan s_ttl = DrivenLocks.Ttl;
    private DrivenLocks _driven = null!;

    [SetUp]
    public void Begin() => _driven = new();

    [Test]
    public async Task It_is_renewed_at_each_third_of_its_ttl()
    {
        await using var held = await _driven.AcquireAsync();
        _driven.Pass(10 * s_ttl);

        Assert.That(_driven.Store.Renewals, Is.EqualTo(30));
        Assert.That(held.Lost.IsCancellationRequested, Is.False);
        Assert.That(await _driven.OwnerAsync(), Is.EqualTo(held.Owner));
    }

    [Test]
    public async Task Once_released_it_is_renewed_no_more()
    {
        var held = await _driven.AcquireAsync();
        await held.DisposeAsync();
        await held.DisposeAsync();
        var before = _driven.Store.Renewals;

        _driven.Pass(2 * s_ttl);

        Assert.That(_driven.Store.Renewals, Is.EqualTo(before));
        Assert.That(held.Lost.IsCancellationRequested, Is.False);
        Assert.That(_driven.Logged, Is.Empty);
    }

    [Test]
    public async Task With_the_server_away_it_is_lost_before_its_ttl_is_over()
    {
        var held = await _driven.AcquireAsync();
        _driven.Store.IsAway = true;

        _driven.Pass(s_ttl - TimeSpan.FromMilliseconds(100));
        Assert.That(held.Lost.IsCancellationRequested, Is.False);
        Assert.That(held.Remaining, Is.GreaterThan(TimeSpan.Zero));
        _driven.Pass(TimeSpan.FromMilliseconds(99));

        Assert.That(held.Lost.IsCancellationRequested, Is.True);
        Assert.That(held.Remaining, Is.EqualTo(TimeSpan.Zero));
        Assert.That(_driven.Logged, Is.EqualTo(new[] { 61, 60 }), "the failures once, the loss once");
    }

    [Test]
    public async Task With_the_server_back_in_time_it_is_kept()
    {
        await using var held = await _driven.AcquireAsync();
        _driven.Store.IsAway = true;
        _driven.Pass(s_ttl * 0.8);
        _driven.Store.IsAway = false;

        _driven.Pass(5 * s_ttl);

        Assert.That(held.Lost.IsCancellationRequested, Is.False);
        Assert.That(await _driven.OwnerAsync(), Is.EqualTo(held.Owner));
    }

    [Test]
    public async Task A_renewal_without_an_answer_does_not_hold_up_the_loss_and_is_taken_back()
    {
        var held = await _driven.AcquireAsync();
        var renewal = _driven.Store.HoldUp();
        _driven.Pass(s_ttl - TimeSpan.FromMilliseconds(1));
        Assert.That(held.Lost.IsCancellationRequested, Is.True);
        Assert.That(await _driven.OwnerAsync(), Is.EqualTo(held.Owner), "the server's time is not over yet");

        // it gets there in the last moment
        renewal.SetResult();

        await Faults.Until.TrueAsync(async () => await _driven.OwnerAsync() is null, "it is given back");
        Assert.That(_driven.Logged, Is.EqualTo(new[] { 60 }));
    }

    [Test]
    public async Task A_process_that_was_stopped_finds_it_lost()
    {
        var held = await _driven.AcquireAsync();

        _driven.Time.Advance(2 * s_ttl);

        Assert.That(held.Lost.IsCancellationRequested, Is.True);
        Assert.That(_driven.Logged, Is.EqualTo(new[] { 60 }));
    }

    [Test]
    public async Task Its_time_begins_before_it_is_asked_for()
    {
        _driven.Store.OnAcquire = () => _driven.Time.Advance(s_ttl / 2);

        await using var held = await _driven.AcquireAsync();

        Assert.That(held.Remaining, Is.LessThan(s_ttl / 2).And.GreaterThan(s_ttl / 3));
    }

    [Test]
    public async Task A_release_that_fails_throws_nothing_and_is_logged()
    {
        var held = await _driven.AcquireAsync();
        _driven.Store.IsAway = true;

        await held.DisposeAsync();

        Assert.That(_driven.Logged, Is.EqualTo(new[] { 62 }));
        Assert.That(await _driven.OwnerAsync(), Is.EqualTo(held.Owner));
        _driven.Pass(s_ttl);
        Assert.That(await _driven.OwnerAsync(), Is.Null, "it ends with its ttl");
    }

    [Test]
    public async Task What_a_callback_throws_is_logged()
    {
        var held = await _driven.AcquireAsync();
        await using var registration = held.Lost.Register(static () => throw new InvalidOperationException("mine"));

        _driven.Time.Advance(2 * s_ttl);

        await Faults.Until.TrueAsync(() => _driven.Logged.Contains(64), "the callback has run");
        Assert.That(_driven.Logged, Is.EqualTo(new[] { 60, 64 }));
    }
}
