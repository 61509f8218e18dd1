using System.Diagnostics;
using Cache.Tests.Contract;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.RateLimits;

/// <summary>What rate limits do for their callers, wherever they are counted: a provider is done when this suite passes unchanged.</summary>
public abstract class RateLimitContract : TopologyContract
{
    private protected static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private protected static readonly TimeSpan Short = TimeSpan.FromMilliseconds(900);
    private int _keys;

    private protected ICacheRateLimits Limits { get; private set; } = null!;

    /// <summary>A key that no other test has.</summary>
    private protected string Key { get; private set; } = "";

    [SetUp]
    public void Open()
    {
        Limits = LimitsOf(Node);
        Key = $"user:{_keys++}";
    }

    private protected static ICacheRateLimits LimitsOf(ContractNode node) => node.Services.GetRequiredService<ICacheRateLimits>();

    [Test]
    public async Task As_many_are_allowed_as_the_limit_says()
    {
        var results = new List<CacheRateLimitResult>();
        for (var i = 0; i < 5; i++)
            results.Add(await Limits.CheckAsync(Key, 3, Long));

        Assert.That(results.Select(static one => one.Allowed), Is.EqualTo(new[] { true, true, true, false, false }));
        Assert.That(results.Select(static one => one.Remaining), Is.EqualTo(new[] { 2, 1, 0, 0, 0 }));
        Assert.That(results, Has.All.Matches<CacheRateLimitResult>(static one => one is { Limit: 3, IsCounted: true } && one.Window == Long));
        Assert.That(results[..3].Select(static one => one.RetryAfter), Is.All.EqualTo(TimeSpan.Zero));
        Assert.That(results[3..].Select(static one => one.RetryAfter), Is.All.GreaterThan(Long / 2).And.All.LessThanOrEqualTo(Long));
        Assert.That(results.Select(static one => one.ResetAfter), Is.All.GreaterThan(Long / 2).And.All.LessThanOrEqualTo(Long));
    }

    [Test]
    public async Task After_the_retry_time_it_is_allowed_and_50_ms_before_it_is_not()
    {
        var first = Stopwatch.GetTimestamp();
        await Limits.CheckAsync(Key, 2, Short);
        var firstAnswered = Stopwatch.GetTimestamp();
        await Task.Delay(Short / 3);
        await Limits.CheckAsync(Key, 2, Short);

        var asked = Stopwatch.GetTimestamp();
        var refused = await Limits.CheckAsync(Key, 2, Short);
        var answered = Stopwatch.GetTimestamp();

        Assert.That(refused.Allowed, Is.False);
        // the first was given while it was asked for, and is over a window later
        Assert.That(Stopwatch.GetElapsedTime(first, answered) + refused.RetryAfter, Is.GreaterThan(Short - TimeSpan.FromMilliseconds(1)));
        Assert.That(Stopwatch.GetElapsedTime(firstAnswered, asked) + refused.RetryAfter, Is.LessThan(Short + TimeSpan.FromMilliseconds(50)));
        await RealTime.PassAsync(refused.RetryAfter);
        Assert.That((await Limits.CheckAsync(Key, 2, Short)).Allowed, Is.True);
    }

    [Test]
    public async Task The_window_slides_and_does_not_begin_anew()
    {
        await Limits.CheckAsync(Key, 2, Short);
        await Task.Delay(Short * 2 / 3);
        var last = await Limits.CheckAsync(Key, 2, Short);
        await Task.Delay(Short / 2);

        // the first is over, the second is not
        Assert.That((await Limits.GetStatusAsync(Key, 2, Short)).Remaining, Is.EqualTo(1));
        Assert.That((await Limits.CheckAsync(Key, 2, Short)).Remaining, Is.Zero);
        Assert.That(last.ResetAfter, Is.GreaterThan(Short * 2 / 3).And.LessThanOrEqualTo(Short));
    }

    [Test]
    public async Task What_is_refused_does_not_count()
    {
        await Limits.CheckAsync(Key, 1, Short);
        CacheRateLimitResult result;
        var refusals = 0;
        var time = Stopwatch.StartNew();
        while (!(result = await Limits.CheckAsync(Key, 1, Short)).Allowed && time.Elapsed < Long)
        {
            refusals++;
            await Task.Delay(5);
        }

        Assert.That(result.Allowed, Is.True);
        Assert.That(refusals, Is.Positive);
        Assert.That(time.Elapsed, Is.LessThan(Short * 4));
    }

    [Test]
    public async Task Several_permits_are_given_together_or_not_at_all()
    {
        Assert.That((await Limits.CheckAsync(Key, 10, Long, permits: 6)).Remaining, Is.EqualTo(4));
        var refused = await Limits.CheckAsync(Key, 10, Long, permits: 5);
        var given = await Limits.CheckAsync(Key, 10, Long, permits: 4);

        Assert.That((refused.Allowed, refused.Remaining), Is.EqualTo((false, 4)));
        Assert.That((given.Allowed, given.Remaining), Is.EqualTo((true, 0)));
    }

    [Test]
    public async Task A_status_takes_nothing()
    {
        Assert.That(await Limits.GetStatusAsync(Key, 2, Long), Is.EqualTo(new CacheRateLimitResult(true, 2, 2, Long, TimeSpan.Zero, TimeSpan.Zero, true)));
        await Limits.CheckAsync(Key, 2, Long);
        await Limits.GetStatusAsync(Key, 2, Long);
        Assert.That((await Limits.GetStatusAsync(Key, 2, Long)).Remaining, Is.EqualTo(1));
        await Limits.CheckAsync(Key, 2, Long);

        var full = await Limits.GetStatusAsync(Key, 2, Long);
        Assert.That((full.Allowed, full.Remaining), Is.EqualTo((false, 0)));
        Assert.That(full.RetryAfter, Is.GreaterThan(Long / 2));
    }

    [Test]
    public async Task A_reset_gives_all_of_them_back()
    {
        Assert.That(await Limits.ResetAsync(Key, Long), Is.False, "there was nothing");
        await Limits.CheckAsync(Key, 1, Long);
        Assert.That((await Limits.CheckAsync(Key, 1, Long)).Allowed, Is.False);

        Assert.That(await Limits.ResetAsync(Key, Long), Is.True);
        Assert.That((await Limits.CheckAsync(Key, 1, Long)).Allowed, Is.True);
    }

    [Test]
    public async Task Another_key_and_another_window_count_apart()
    {
        await Limits.CheckAsync(Key, 1, Long);

        Assert.That((await Limits.CheckAsync(Key + "x", 1, Long)).Allowed, Is.True);
        Assert.That((await Limits.CheckAsync(Key, 1, Long * 2)).Allowed, Is.True);
        Assert.That((await Limits.CheckAsync(Key, 1, Long)).Allowed, Is.False);
        await Limits.ResetAsync(Key, Long * 2);
        Assert.That((await Limits.CheckAsync(Key, 1, Long)).Allowed, Is.False);
    }

    [Test]
    public async Task The_limit_is_that_of_the_call()
    {
        for (var i = 0; i < 5; i++)
            await Limits.CheckAsync(Key, 10, Long);

        var lower = await Limits.CheckAsync(Key, 3, Long);
        var higher = await Limits.CheckAsync(Key, 6, Long);
        Assert.That((lower.Allowed, lower.Remaining), Is.EqualTo((false, 0)));
        Assert.That((higher.Allowed, higher.Remaining), Is.EqualTo((true, 0)));
    }

    [Test]
    public async Task Callers_at_once_get_no_more_than_the_limit()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () => await Limits.CheckAsync(Key, 50, Long))));

        Assert.That(results.Count(static one => one.Allowed), Is.EqualTo(50));
        Assert.That(results.Where(static one => one.Allowed).Select(static one => one.Remaining), Is.EquivalentTo(Enumerable.Range(0, 50)));
    }

    [Test]
    public async Task Invalidations_do_not_touch_it()
    {
        await Limits.CheckAsync(Key, 1, Long);
        var cache = Container.Define<string, string>($"c-{Guid.NewGuid():N}").In(Node.Cache);
        await cache.SetAsync(Key, "value");

        await cache.InvalidateAsync(Key);
        await cache.InvalidateMatchingAsync("*");
        await cache.InvalidateAllAsync();
        await Node.Cache.InvalidateTagAsync(Key);

        Assert.That((await Limits.CheckAsync(Key, 1, Long)).Allowed, Is.False);
    }

    [TestCase("a key with {braces}, %percent, *stars* and\nlines")]
    [TestCase("\u00fcml\u00e4ut \ud83d\ude00")]
    [TestCase(" ")]
    public async Task Any_text_is_a_key_and_no_other_s(string text)
    {
        var key = Key + text;
        await Limits.CheckAsync(key, 1, Long);

        Assert.That((await Limits.CheckAsync(key, 1, Long)).Allowed, Is.False);
        Assert.That((await Limits.CheckAsync(key.Replace('{', '(').TrimEnd() + "x", 1, Long)).Allowed, Is.True);
    }

    [Test]
    public async Task Long_keys_that_differ_at_the_end_are_two_limits()
    {
        var key = Key + new string('x', 2000);
        await Limits.CheckAsync(key + "1", 1, Long);

        Assert.That((await Limits.CheckAsync(key + "2", 1, Long)).Allowed, Is.True);
        Assert.That((await Limits.CheckAsync(key + "1", 1, Long)).Allowed, Is.False);
    }

    [Test]
    public void Who_has_cancelled_is_not_counted()
    {
        var cancelled = new CancellationToken(canceled: true);

        Assert.That(async () => await Limits.CheckAsync(Key, 1, Long, cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => (await Limits.GetStatusAsync(Key, 1, Long)).Remaining, Is.EqualTo(1));
    }

    [Test]
    public void Bad_input_is_refused_with_advice()
    {
        Assert.That(() => Limits.CheckAsync("", 1, Long), Throws.ArgumentException.With.Message.Contains("Name who or what is limited"));
        Assert.That(() => Limits.CheckAsync(null!, 1, Long), Throws.ArgumentNullException);
        Assert.That(() => Limits.GetStatusAsync("", 1, Long), Throws.ArgumentException);
        Assert.That(() => Limits.ResetAsync("", Long), Throws.ArgumentException);
        Assert.That(() => Limits.ResetAsync(Key, TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Limits.GetStatusAsync(Key, 0, Long), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Limits.CheckAsync(Key, 5, Long, permits: 6), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("which is 5 here"));
        Assert.That(() => Limits.CheckAsync(Key, 5, Long, permits: 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(int.MinValue)]
    [TestCase(1_000_001)]
    public void A_limit_is_positive_and_not_beyond_all_bounds(int limit) =>
        Assert.That(() => Limits.CheckAsync(Key, limit, Long), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("from 1 to 1,000,000"));

    [TestCase("00:00:00")]
    [TestCase("-00:01:00")]
    [TestCase("00:00:00.009")]
    [TestCase("31.00:00:00.001")]
    [TestCase("-00:00:00.001")]
    public void A_window_is_a_length_of_time(string window)
    {
        var time = TimeSpan.Parse(window, System.Globalization.CultureInfo.InvariantCulture);

        Assert.That(() => Limits.CheckAsync(Key, 1, time), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("from 10ms to 31d"));
    }
}
