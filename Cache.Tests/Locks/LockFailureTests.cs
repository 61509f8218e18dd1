namespace Cache.Tests.Locks;

/// <summary>What becomes of requests whose answers do not come.</summary>
public sealed class LockFailureTests
{
    private static readonly TimeSpan s_ttl = DrivenLocks.Ttl;
    private DrivenLocks _driven = null!;

    [SetUp]
    public void Begin() => _driven = new();

    [Test]
    public async Task A_request_whose_answer_was_lost_finds_what_it_acquired()
    {
        _driven.Store.LoseAnswer();

        await using var held = await _driven.AcquireAsync();

        Assert.That((await _driven.Memory.GetAsync("app:#lock:k"))!.Fence, Is.EqualTo(held.Fence));
        Assert.That(await _driven.OwnerAsync(), Is.EqualTo(held.Owner));
    }

    [Test]
    public async Task A_request_that_fails_twice_throws_and_is_taken_back()
    {
        _driven.Store.LoseAnswer();
        _driven.Store.LoseAnswer();

        var failure = await Assert.ThrowsAsync<CacheLockException>(async () => await _driven.Locks.AcquireAsync("k", s_ttl));

        Assert.That(failure!.Key, Is.EqualTo("k"));
        Assert.That(failure.Message, Is.EqualTo("The lock 'k' could not be acquired: The answer is lost."));
        Assert.That(await _driven.OwnerAsync(), Is.Null);
    }

    [Test]
    public async Task Not_taken_back_is_what_the_owner_holds_by_another_request()
    {
        await _driven.Locks.TryAcquireAsync("k", "me", s_ttl);
        _driven.Store.LoseAnswer();
        _driven.Store.LoseAnswer();

        Assert.That(async () => await _driven.Locks.TryAcquireAsync("k", "me", s_ttl), Throws.TypeOf<CacheLockException>());

        Assert.That(await _driven.OwnerAsync(), Is.EqualTo("me"));
    }

    [Test]
    public async Task Who_leaves_while_his_request_is_under_way_holds_nothing()
    {
        using var leaving = new CancellationTokenSource();
        var request = _driven.Store.HoldUp();
        var acquiring = _driven.Locks.TryAcquireAsync("k", "me", s_ttl, leaving.Token).AsTask();

        await leaving.CancelAsync();
        Assert.That(async () => await acquiring, Throws.InstanceOf<OperationCanceledException>());
        request.SetResult();

        await Faults.Until.TrueAsync(async () => await _driven.OwnerAsync() is null, "what was acquired is given back");
        Assert.That((await _driven.Locks.TryAcquireAsync("k", "you", s_ttl)).Acquired, Is.True);
    }

    [Test]
    public void With_the_server_away_nothing_is_guessed()
    {
        _driven.Store.IsAway = true;

        Assert.That(async () => await _driven.Locks.TryAcquireAsync("k", s_ttl), Throws.TypeOf<CacheLockException>());
        Assert.That(async () => await _driven.Locks.ReleaseAsync("k", "me"), Throws.TypeOf<CacheLockException>().With.Message.Contains("is free when its ttl is over"));
        Assert.That(async () => await _driven.Locks.RenewAsync("k", "me", s_ttl), Throws.TypeOf<CacheLockException>());
        Assert.That(async () => await _driven.Locks.IsHeldAsync("k", "me"), Throws.TypeOf<CacheLockException>());
    }

    [Test]
    public async Task A_server_that_goes_while_somebody_waits_fails_the_wait()
    {
        await _driven.Locks.TryAcquireAsync("k", "me", s_ttl);
        var waiting = await WaitAsync();
        _driven.Store.IsAway = true;

        _driven.Pass(TimeSpan.FromSeconds(2));

        Assert.That(async () => await waiting, Throws.TypeOf<CacheLockException>());
    }

    [Test]
    public async Task A_message_that_is_lost_costs_a_second()
    {
        await _driven.Locks.TryAcquireAsync("k", "me", s_ttl);
        var waiting = await WaitAsync();
        _driven.Store.IsMute = true;
        await _driven.Locks.ReleaseAsync("k", "me");
        Assert.That(waiting.IsCompleted, Is.False);

        _driven.Time.Advance(TimeSpan.FromSeconds(1));

        await using var held = await waiting.WaitAsync(s_ttl);
        Assert.That(await _driven.OwnerAsync(), Is.EqualTo(held.Owner));
    }

    [Test]
    public async Task Without_messages_who_waits_asks_once_a_second_and_the_log_says_so_once()
    {
        await _driven.Locks.TryAcquireAsync("k", "me", s_ttl);
        var requests = 0;
        _driven.Store.OnAcquire = () => requests++;
        _driven.Store.IsDeaf = true;

        var waiting = await WaitAsync();
        _driven.Time.Advance(TimeSpan.FromSeconds(1));
        await Faults.Until.TrueAsync(() => requests == 2 && _driven.Pausing == 1, "it has asked again");
        await _driven.Locks.ReleaseAsync("k", "me");
        _driven.Time.Advance(TimeSpan.FromSeconds(1));

        await using var held = await waiting.WaitAsync(s_ttl);
        Assert.That(requests, Is.EqualTo(3));
        Assert.That(_driven.Logged, Is.EqualTo(new[] { 63 }));
    }

    [Test]
    public async Task A_wait_ends_by_the_clock()
    {
        await _driven.Locks.TryAcquireAsync("k", "me", 2 * s_ttl);
        var waiting = _driven.Locks.AcquireAsync("k", s_ttl, s_ttl).AsTask();

        _driven.Pass(s_ttl);

        Assert.That(async () => await waiting, Throws.TypeOf<CacheLockTimeoutException>().With.Message.Contains("within 30s"));
    }

    [Test]
    public async Task Who_waits_comes_at_the_end_of_the_holder_s_ttl()
    {
        await _driven.Locks.TryAcquireAsync("k", "me", TimeSpan.FromMilliseconds(300));
        var waiting = await WaitAsync();

        _driven.Time.Advance(TimeSpan.FromMilliseconds(299));
        Assert.That(waiting.IsCompleted, Is.False);
        _driven.Time.Advance(TimeSpan.FromMilliseconds(1));

        await using var held = await waiting.WaitAsync(s_ttl);
        Assert.That(await _driven.OwnerAsync(), Is.EqualTo(held.Owner));
    }

    private async Task<Task<ICacheLock>> WaitAsync()
    {
        var waiting = _driven.Locks.AcquireAsync("k", s_ttl).AsTask();
        await Faults.Until.TrueAsync(() => _driven.Pausing == 1, "somebody waits");
        return waiting;
    }
}
