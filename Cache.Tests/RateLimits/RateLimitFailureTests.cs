using Cache.RateLimits;
using Cache.Tests.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cache.Tests.RateLimits;

/// <summary>What becomes of calls that cannot be counted.</summary>
public sealed class RateLimitFailureTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private readonly RecordingLog _log = new();
    private readonly ManualTimeProvider _time = new();
    private FaultyRateLimitStore _store = null!;

    private int[] Logged => [.. _log.Messages.Select(static message => message.Id)];

    [SetUp]
    public void Begin()
    {
        _log.Messages.Clear();
        _store = new(new MemoryRateLimitStore(_time));
    }

    [Test]
    public async Task By_default_they_are_allowed_and_say_that_they_were_not_counted()
    {
        var limits = Limits(default);
        _store.IsAway = true;

        Assert.That(await limits.CheckAsync("k", 5, s_window), Is.EqualTo(new CacheRateLimitResult(true, 5, 5, s_window, TimeSpan.Zero, TimeSpan.Zero, IsCounted: false)));
        Assert.That(Logged, Is.EqualTo(new[] { 65 }));
    }

    [Test]
    public async Task They_are_refused_where_that_was_chosen()
    {
        var limits = Limits(RateLimitFailure.Deny);
        _store.IsAway = true;
        var second = TimeSpan.FromSeconds(1);

        Assert.That(await limits.CheckAsync("k", 5, s_window), Is.EqualTo(new CacheRateLimitResult(false, 5, 0, s_window, second, second, IsCounted: false)));
        Assert.That(Logged, Is.EqualTo(new[] { 66 }));
    }

    [Test]
    public async Task The_log_says_so_once_and_once_when_it_is_over()
    {
        var limits = Limits(default);
        for (var outage = 0; outage < 2; outage++)
        {
            _store.IsAway = true;
            for (var i = 0; i < 3; i++)
                await limits.CheckAsync("k", 5, s_window);
            _store.IsAway = false;
            for (var i = 0; i < 3; i++)
                await limits.CheckAsync("other", 5, s_window);
        }

        Assert.That(Logged, Is.EqualTo(new[] { 65, 67, 65, 67 }));
        Assert.That(_log.Messages.Select(static one => one.Level), Is.EqualTo(new[] { LogLevel.Warning, LogLevel.Information, LogLevel.Warning, LogLevel.Information }));
        Assert.That(_log.Messages.Select(static one => one.Text), Has.Some.Contains("after 3 calls"));
    }

    [Test]
    public async Task A_request_whose_answer_was_lost_is_sent_again_under_its_number()
    {
        var limits = Limits(default);
        _store.LoseAnswers(1);

        var result = await limits.CheckAsync("k", 5, s_window);

        Assert.That((result.Allowed, result.IsCounted), Is.EqualTo((true, true)));
        Assert.That(_store.Taken.Select(static one => one.IsAgain), Is.EqualTo(new[] { false, true }));
        Assert.That(_store.Taken[0].Request, Is.EqualTo(_store.Taken[1].Request).And.GreaterThanOrEqualTo(1L << 60));
        Assert.That(Logged, Is.Empty);
    }

    [Test]
    public void Nothing_is_guessed_where_somebody_asks_for_the_state()
    {
        var limits = Limits(default);
        _store.IsAway = true;

        Assert.That(async () => await limits.GetStatusAsync("k", 5, s_window), Throws.TypeOf<CacheRateLimitException>().With.Message.EqualTo("The rate limit of 'k' could not be looked at: The server is away."));
        Assert.That(async () => await limits.ResetAsync("k", s_window), Throws.TypeOf<CacheRateLimitException>().With.Property("Key").EqualTo("k"));
    }

    [Test]
    public void The_choice_is_a_setting()
    {
        Assert.That(Chosen("deny"), Is.EqualTo(RateLimitFailure.Deny));
        Assert.That(Chosen("Allow"), Is.EqualTo(RateLimitFailure.Allow));
        Assert.That(Chosen(null), Is.EqualTo(RateLimitFailure.Allow));
        Assert.That(() => Chosen("perhaps"), Throws.TypeOf<FormatException>().With.Message.Contains("RateLimits:WhenUnavailable").And.Message.Contains("\"Allow\" or \"Deny\""));
        Assert.That(() => Chosen("7"), Throws.TypeOf<FormatException>());
    }

    [Test]
    public async Task A_shared_tier_without_rate_limits_says_so()
    {
        var services = new ServiceCollection();
        services.AddCache().AddRedis("localhost:1");
        services.Remove(services.Single(static one => one.ServiceType == typeof(IRateLimitStore)));
        await using var provider = services.BuildServiceProvider();

        Assert.That(() => provider.GetRequiredService<ICacheRateLimits>(), Throws.InvalidOperationException.With.Message.Contains("registers an IRateLimitStore"));
    }

    private static RateLimitFailure Chosen(string? text)
    {
        var settings = new Dictionary<string, string?> { ["Cache:Provider"] = "Memory", ["Cache:RateLimits:WhenUnavailable"] = text };
        var services = new ServiceCollection();
        services.AddCache(new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Cache")).AddMemory();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<RateLimitOptions>>().Value.WhenUnavailable;
    }

    private CacheRateLimits Limits(RateLimitFailure choice) => new(_store, "app", choice, _log);
}
