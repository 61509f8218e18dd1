using System.Globalization;
using Cache.Locks;
using Cache.SharedTier;
using Cache.Tests.Faults;
using Cache.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Locks;

/// <summary>Locks on a real server: what stands there, and what becomes of them when it loses it, stalls or is full.</summary>
public sealed class RedisLockTests : OwnServerTests
{
    private const string Name = "app:#lock:record:42";
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);
    private static readonly string s_tag = string.Create(CultureInfo.InvariantCulture, $"{{L{Lanes.Of(Name):00}}}:");

    private ICacheLocks Locks => Services.GetRequiredService<ICacheLocks>();

    private ILockStore Store => Services.GetRequiredService<ILockStore>();

    [Test]
    public async Task It_can_be_read_on_the_server()
    {
        var acquired = await Locks.TryAcquireAsync("record:42", "import-17", s_long);

        var fields = (await Server.CommandAsync("HGETALL", s_tag + Name)).Split('\n');
        Assert.That(fields[..2], Is.EqualTo(new[] { "owner", "import-17" }));
        Assert.That(fields[4..], Is.EqualTo(new[] { "fence", $"{acquired.Fence}" }));
        Assert.That(await NumberAsync("PTTL", s_tag + Name), Is.GreaterThan(50_000).And.LessThanOrEqualTo(60_000));
        Assert.That(await NumberAsync("GET", s_tag + "app:#fence"), Is.EqualTo(acquired.Fence));
        Assert.That(await NumberAsync("PTTL", s_tag + "app:#fence"), Is.EqualTo(-1), "it outlives every lock");
    }

    [Test]
    public async Task The_fencing_number_grows_after_the_server_has_lost_everything()
    {
        var before = await FenceAsync();
        await Server.CommandAsync("FLUSHALL");
        var after = await FenceAsync();

        Assert.That(after, Is.GreaterThan(before));
    }

    [Test]
    public async Task The_fencing_number_grows_when_the_server_s_clock_is_behind()
    {
        var ahead = await FenceAsync() + 3_600_000_000;
        await Server.CommandAsync("SET", s_tag + "app:#fence", $"{ahead}");

        Assert.That(await FenceAsync(), Is.EqualTo(ahead + 1));
    }

    [Test]
    public async Task A_request_that_is_sent_again_finds_what_it_acquired()
    {
        await Locks.GetHolderAsync("record:42");
        var first = await Store.TryAcquireAsync(Name, "me", "request", s_long, waits: false);
        var again = await Store.TryAcquireAsync(Name, "me", "request", s_long, waits: false);
        var other = await Store.TryAcquireAsync(Name, "me", "another request", s_long, waits: false);

        Assert.That(again, Is.EqualTo(first));
        Assert.That(other.Acquired, Is.False);
        Assert.That(await Store.ReleaseAsync(Name, "me", "another request"), Is.EqualTo(LockAnswer.HeldByAnother));
        Assert.That(await Store.ReleaseAsync(Name, "me", "request"), Is.EqualTo(LockAnswer.Held));
    }

    [Test]
    public async Task A_release_is_told_only_where_somebody_waits()
    {
        await Locks.TryAcquireAsync("record:42", "me", s_long);
        var told = new TaskCompletionSource<string>();
        await Store.ListenAsync(name => told.TrySetResult(name));

        await Locks.TryAcquireAsync("unasked", "me", s_long);
        await Locks.ReleaseAsync("unasked", "me");
        await Store.TryAcquireAsync(Name, "you", "request", s_long, waits: true);
        await Locks.ReleaseAsync("record:42", "me");

        Assert.That(await told.Task.WaitAsync(s_long), Is.EqualTo(Name), "the first message that comes");
    }

    [Test]
    public async Task When_the_connection_of_the_messages_breaks_who_waits_comes_all_the_same()
    {
        await Locks.TryAcquireAsync("record:42", "me", s_long);
        var waiting = Locks.AcquireAsync("record:42", s_long).AsTask();
        await Until.TrueAsync(() => ((CacheLocks)Locks).Pausing == 1, "it waits");

        await Server.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await Server.CommandAsync("DEL", s_tag + Name);

        await using var held = await waiting.WaitAsync(s_long);
        Assert.That(held.Fence, Is.Positive);
    }

    [Test]
    public async Task While_the_server_hangs_nothing_is_acquired_and_what_is_held_is_lost_in_its_time()
    {
        var ttl = TimeSpan.FromSeconds(1);
        await using var held = await Locks.AcquireAsync("held", ttl);
        var lost = new TaskCompletionSource();
        await using var registration = held.Lost.Register(lost.SetResult);

        await Server.PauseAsync();
        Assert.That(async () => await Locks.AcquireAsync("record:42", s_long, s_long), Throws.TypeOf<CacheLockException>().With.Message.Contains("could not be acquired"));
        await lost.Task.WaitAsync(s_long);
        await Server.ResumeAsync();

        Assert.That(held.Remaining, Is.EqualTo(TimeSpan.Zero));
        Assert.That(Log.Messages.Select(static one => one.Id), Does.Contain(60).And.Contain(61));
        // what was sent to the hanging server was applied late, and is given back or expires
        await using var successor = await TryUntilAsync("held");
        Assert.That(successor.Fence, Is.GreaterThan(held.Fence));
    }

    [Test]
    public async Task On_a_full_server_locks_are_refused_and_released()
    {
        await Locks.TryAcquireAsync("record:42", "me", s_long);
        await Server.CommandAsync("CONFIG", "SET", "maxmemory", "1");

        Assert.That(async () => await Locks.TryAcquireAsync("another", s_long), Throws.TypeOf<CacheLockException>().With.Message.Contains("raise maxmemory"));
        Assert.That(await Locks.RenewAsync("record:42", "me", s_long), Is.True);
        Assert.That(await Locks.IsHeldAsync("record:42", "me"), Is.True);
        Assert.That(await Locks.ReleaseAsync("record:42", "me"), Is.True);
        Assert.That(await Locks.GetHolderAsync("record:42"), Is.Null);
    }

    [Test]
    public async Task Something_else_under_its_key_is_an_error_and_no_lock()
    {
        await Server.CommandAsync("SET", s_tag + Name, "a string");

        Assert.That(async () => await Locks.TryAcquireAsync("record:42", s_long), Throws.TypeOf<CacheLockException>().With.Message.Contains("WRONGTYPE"));
    }

    private async Task<ICacheLock> TryUntilAsync(string key)
    {
        ICacheLock? held = null;
        await Until.TrueAsync(async () =>
        {
            try
            {
                return (held = await Locks.TryAcquireAsync(key, s_long)) is not null;
            }
            catch (CacheLockException)
            {
                return false;
            }
        }, "the server answers again, and the lock is free");
        return held!;
    }

    private async Task<long> FenceAsync()
    {
        await using var held = await Locks.AcquireAsync("record:42", s_long);
        return held.Fence;
    }
}
