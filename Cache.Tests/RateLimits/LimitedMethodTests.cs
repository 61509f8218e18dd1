using Cache.RateLimits;
using Cache.Tests.Engine;

namespace Cache.Tests.RateLimits;

/// <summary>[RateLimit] on methods, as the generator writes them.</summary>
public sealed partial class LimitedMethodTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private readonly ManualTimeProvider _time = new();
    private FaultyRateLimitStore _store = null!;

    [SetUp]
    public void Begin() => _store = new(new MemoryRateLimitStore(_time));

    [Test]
    public async Task Beyond_the_limit_a_call_throws_with_the_retry_time_and_its_body_does_not_run()
    {
        var messages = Messages();
        await messages.SendAsync("ada", "one");
        _time.Advance(s_minute / 4);
        await messages.SendAsync("ada", "two");

        var refused = await Assert.ThrowsAsync<CacheRateLimitExceededException>(() => messages.SendAsync("ada", "three"));

        Assert.That(messages.Sent, Is.EqualTo(new[] { "one", "two" }));
        Assert.That(refused!.RetryAfter, Is.EqualTo(s_minute * 3 / 4));
        Assert.That((refused.Key, refused.Result.Limit), Is.EqualTo(("Cache.Tests.RateLimits.LimitedMethodTests.MessageService.SendAsync:ada", 2)));
        Assert.That(refused.Message, Does.StartWith("The limit of 2 calls in 1m is used up for '").And.EndWith("Call again in 45s."));
        _time.Advance(refused.RetryAfter);
        await messages.SendAsync("ada", "four");
        Assert.That(messages.Sent, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Each_argument_has_a_count_of_its_own()
    {
        var messages = Messages();
        await messages.SendAsync("ada", "one");
        await messages.SendAsync("ada", "two");

        await messages.SendAsync("bob", "three");
        Assert.That(await messages.CountAsync("a:b", 1), Is.EqualTo(3));
        Assert.That(await messages.CountAsync("a", 1), Is.EqualTo(3));
        Assert.That(async () => await messages.CountAsync("a:b", 1), Throws.TypeOf<CacheRateLimitExceededException>());
    }

    [Test]
    public void A_body_that_throws_has_been_counted()
    {
        var messages = Messages();

        Assert.That(async () => await messages.FailAsync(), Throws.TypeOf<NotSupportedException>());
        Assert.That(async () => await messages.FailAsync(), Throws.TypeOf<CacheRateLimitExceededException>());
    }

    [Test]
    public async Task While_nobody_can_count_calls_go_through_or_do_not_as_was_chosen()
    {
        _store.IsAway = true;

        var open = Messages();
        for (var i = 0; i < 5; i++)
            await open.SendAsync("ada", "text");
        Assert.That(open.Sent, Has.Count.EqualTo(5));
        Assert.That(async () => await Messages(RateLimitFailure.Deny).SendAsync("ada", "text"), Throws.TypeOf<CacheRateLimitExceededException>().With.Message.Contains("cannot be counted"));
    }

    private MessageService Messages(RateLimitFailure choice = default) => new(new CacheRateLimits(_store, "app", choice, new RecordingLog()));

    internal sealed partial class MessageService(ICacheRateLimits limits)
    {
        public List<string> Sent { get; } = [];

        [RateLimit(2, "1m", By = "userId")]
        public partial Task SendAsync(string userId, string text);

        [RateLimit(1, "1m", By = "tenant, page")]
        public partial ValueTask<int> CountAsync(string tenant, int page);

        [RateLimit(1, "1m")]
        public partial Task FailAsync();

        private Task SendCoreAsync(string userId, string text)
        {
            Sent.Add(text);
            return Task.CompletedTask;
        }

        private ValueTask<int> CountCoreAsync(string tenant, int page) => new(Sent.Count);

        private static Task FailCoreAsync() => throw new NotSupportedException();
    }
}
