using System.Diagnostics;
using Cache.Tests.Contract;
using Cache.Tests.Engine;
using Cache.Tests.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Locks;

/// <summary>What locks do for their callers, wherever they are kept: a provider is done when this suite passes unchanged.</summary>
public abstract partial class LockContract : TopologyContract
{
    private protected static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private protected static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);
    private int _keys;

    private protected ICacheLocks Locks { get; private set; } = null!;

    /// <summary>A key that no other test has.</summary>
    private protected string Key { get; private set; } = "";

    [SetUp]
    public void Open()
    {
        Locks = LocksOf(Node);
        Key = $"record:{_keys++}";
    }

    private protected static ICacheLocks LocksOf(ContractNode node) => node.Services.GetRequiredService<ICacheLocks>();

    [Test]
    public async Task A_lock_has_one_holder_until_it_is_released()
    {
        var first = await Locks.AcquireAsync(Key, Long);
        Assert.That(await Locks.TryAcquireAsync(Key, Long), Is.Null);
        Assert.That((await Locks.TryAcquireAsync(Key, "me", Long)).Acquired, Is.False);
        await first.DisposeAsync();

        await using var second = await Locks.TryAcquireAsync(Key, Long);
        Assert.That(second, Is.Not.Null);
        Assert.That(first.Lost.IsCancellationRequested, Is.False, "a release is no loss");
        Assert.That(first.Remaining, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task Another_lock_is_another_lock()
    {
        await using var one = await Locks.AcquireAsync(Key, Long);
        await using var other = await Locks.AcquireAsync(Key + "x", Long, TimeSpan.Zero);

        Assert.That(other.Key, Is.EqualTo(Key + "x"));
        Assert.That(other.Owner, Is.Not.EqualTo(one.Owner));
    }

    [Test]
    public async Task The_fencing_number_grows_with_every_acquisition()
    {
        var fences = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            await using (var held = await Locks.AcquireAsync(Key, Long))
                fences.Add(held.Fence);
            fences.Add((await Locks.TryAcquireAsync(Key, "me", Long)).Fence);
            await Locks.ReleaseAsync(Key, "me");
        }

        Assert.That(fences, Is.Ordered.Ascending);
        Assert.That(fences, Is.Unique);
        Assert.That(fences[0], Is.Positive);
    }

    [Test]
    public async Task Only_the_owner_releases()
    {
        await Locks.TryAcquireAsync(Key, "me", Long);

        Assert.That(async () => await Locks.ReleaseAsync(Key, "you"), Throws.TypeOf<CacheLockNotOwnedException>().With.Message.Contains($"'{Key}' is not held by 'you'"));
        Assert.That(async () => await Locks.RenewAsync(Key, "you", Long), Throws.TypeOf<CacheLockNotOwnedException>());
        Assert.That(await Locks.IsHeldAsync(Key, "me"), Is.True);
        Assert.That(await Locks.IsHeldAsync(Key, "you"), Is.False);
        Assert.That(await Locks.ReleaseAsync(Key, "me"), Is.True);
        Assert.That(await Locks.ReleaseAsync(Key, "me"), Is.False, "nobody holds it any more");
        Assert.That(await Locks.RenewAsync(Key, "me", Long), Is.False);
        Assert.That(await Locks.IsHeldAsync(Key, "me"), Is.False);
    }

    [Test]
    public async Task An_owner_does_not_get_it_twice()
    {
        var first = await Locks.TryAcquireAsync(Key, "me", Long);
        var second = await Locks.TryAcquireAsync(Key, "me", Long);

        Assert.That((first.Acquired, second.Acquired, second.Fence), Is.EqualTo((true, false, 0L)));
        Assert.That(first.Remaining, Is.GreaterThan(Long / 2).And.LessThan(Long));
        Assert.That(second.Remaining, Is.GreaterThan(Long / 2).And.LessThanOrEqualTo(Long));
    }

    [Test]
    public async Task Who_holds_it_can_be_asked()
    {
        Assert.That(await Locks.GetHolderAsync(Key), Is.Null);
        await using var held = await Locks.AcquireAsync(Key, Long);
        var holder = await Locks.GetHolderAsync(Key);

        Assert.That((holder!.Owner, holder.Fence), Is.EqualTo((held.Owner, held.Fence)));
        Assert.That(holder.Remaining, Is.GreaterThan(Long / 2).And.LessThanOrEqualTo(Long));
        Assert.That(held.Remaining, Is.GreaterThan(Long / 2).And.LessThan(Long));
    }

    [Test]
    public async Task A_renewal_gives_it_a_new_ttl()
    {
        await Locks.TryAcquireAsync(Key, "me", Long);

        Assert.That(await Locks.RenewAsync(Key, "me", 5 * Long), Is.True);
        Assert.That((await Locks.GetHolderAsync(Key))!.Remaining, Is.GreaterThan(4 * Long));
    }

    [Test]
    public async Task What_is_held_is_renewed_until_it_is_disposed()
    {
        await using var held = await Locks.AcquireAsync(Key, 4 * Short);

        await Until.ForAsync(8 * Short, async () => Assert.That((await Locks.TryAcquireAsync(Key, "me", Short)).Acquired, Is.False));

        Assert.That(held.Lost.IsCancellationRequested, Is.False);
        Assert.That(held.Remaining, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task What_is_not_renewed_is_free_at_its_end_and_not_before()
    {
        var asked = Stopwatch.GetTimestamp();
        var first = await Locks.TryAcquireAsync(Key, "me", Short);

        await using var second = await Locks.AcquireAsync(Key, Long);

        // the server counts in milliseconds
        Assert.That(Stopwatch.GetElapsedTime(asked), Is.GreaterThan(Short - TimeSpan.FromMilliseconds(2)));
        Assert.That(second.Fence, Is.GreaterThan(first.Fence));
        Assert.That(async () => await Locks.ReleaseAsync(Key, "me"), Throws.TypeOf<CacheLockNotOwnedException>());
        Assert.That(await Locks.IsHeldAsync(Key, second.Owner), Is.True);
    }

    [Test]
    public async Task One_that_is_taken_away_is_lost()
    {
        await using var held = await Locks.AcquireAsync(Key, Short);
        var told = new TaskCompletionSource();
        await using var registration = held.Lost.Register(told.SetResult);

        await Locks.ReleaseAsync(Key, held.Owner);
        await using var successor = await Locks.AcquireAsync(Key, Long);
        await told.Task.WaitAsync(Long);

        Assert.That(held.Remaining, Is.EqualTo(TimeSpan.Zero));
        await held.DisposeAsync();
        Assert.That(await Locks.IsHeldAsync(Key, successor.Owner), Is.True, "what is lost releases nothing");
    }

    [Test]
    public async Task Invalidations_do_not_touch_it()
    {
        await using var held = await Locks.AcquireAsync(Key, Long);
        var cache = Container.Define<string, string>($"c-{Guid.NewGuid():N}").In(Node.Cache);
        await cache.SetAsync(Key, "value");

        await cache.InvalidateAsync(Key);
        await cache.InvalidateMatchingAsync("*");
        await cache.InvalidateAllAsync();
        await Node.Cache.InvalidateTagAsync(Key);

        Assert.That(await cache.ExistsAsync(Key), Is.False);
        Assert.That(await Locks.IsHeldAsync(Key, held.Owner), Is.True);
    }

    [TestCase("a key with {braces}, %percent, *stars* and\nlines")]
    [TestCase("\u00fcml\u00e4ut \ud83d\ude00")]
    [TestCase("%7Bbraces%7D")]
    [TestCase(" ")]
    public async Task Any_text_is_a_key_and_no_other_s(string text)
    {
        var key = Key + text;
        await using var held = await Locks.AcquireAsync(key, Long);
        var alike = await Locks.TryAcquireAsync(key.Replace('{', '(').TrimEnd() + "x", "me", Long);

        Assert.That(held.Key, Is.EqualTo(key));
        Assert.That((await Locks.TryAcquireAsync(key, "me", Long)).Acquired, Is.False);
        Assert.That(alike.Acquired, Is.True);
    }

    [Test]
    public async Task Long_keys_that_differ_at_the_end_are_two_locks()
    {
        var key = Key + new string('x', 2000);

        await using var one = await Locks.AcquireAsync(key + "1", Long, TimeSpan.Zero);
        await using var other = await Locks.AcquireAsync(key + "2", Long, TimeSpan.Zero);

        Assert.That((await Locks.TryAcquireAsync(key + "1", "me", Long)).Acquired, Is.False);
    }

    [TestCase("owner with {braces} and spaces")]
    [TestCase("\u00fc\ud83d\ude00\n")]
    public async Task Any_text_is_an_owner(string owner)
    {
        await Locks.TryAcquireAsync(Key, owner, Long);

        Assert.That((await Locks.GetHolderAsync(Key))!.Owner, Is.EqualTo(owner));
        Assert.That(await Locks.ReleaseAsync(Key, owner), Is.True);
    }

    [Test]
    public void Bad_input_is_refused_with_advice()
    {
        Assert.That(() => Locks.AcquireAsync("", Long), Throws.ArgumentException.With.Message.Contains("Name what is locked"));
        Assert.That(() => Locks.AcquireAsync(null!, Long), Throws.ArgumentNullException);
        Assert.That(() => Locks.TryAcquireAsync("", Long), Throws.ArgumentException);
        Assert.That(() => Locks.GetHolderAsync(""), Throws.ArgumentException);
        Assert.That(() => Locks.TryAcquireAsync(Key, "", Long), Throws.ArgumentException.With.Message.Contains("makes an owner of its own"));
        Assert.That(() => Locks.ReleaseAsync(Key, ""), Throws.ArgumentException);
        Assert.That(() => Locks.ReleaseAsync("", "me"), Throws.ArgumentException);
        Assert.That(() => Locks.RenewAsync(Key, "me", TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Locks.IsHeldAsync(Key, null!), Throws.ArgumentNullException);
        Assert.That(() => Locks.AcquireAsync(Key, Long, TimeSpan.FromSeconds(-1)), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("from zero, which asks once, to 24d"));
    }

    [TestCase("00:00:00")]
    [TestCase("-00:00:01")]
    [TestCase("00:00:00.009")]
    [TestCase("1.00:00:00.001")]
    [TestCase("-00:00:00.001")]
    public void A_ttl_is_above_zero_and_no_lock_is_held_for_ever(string ttl)
    {
        var time = TimeSpan.Parse(ttl, System.Globalization.CultureInfo.InvariantCulture);

        Assert.That(() => Locks.AcquireAsync(Key, time), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("from 10ms to 1d"));
        Assert.That(() => Locks.TryAcquireAsync(Key, time), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Locks.TryAcquireAsync(Key, "me", time), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
