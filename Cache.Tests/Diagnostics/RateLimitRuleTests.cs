namespace Cache.Tests.Diagnostics;

/// <summary>What a limited method may say, and what it must have.</summary>
public sealed class RateLimitRuleTests
{
    [Test]
    public Task A_type_without_limits() => Expect.ErrorsAsync(
        """
        public partial class Messages(ICache cache)
        {
            [RateLimit(100, "1m")]
            public partial Task [|SendAsync|](string userId);

            private Task SendCoreAsync(string userId) => Task.FromResult(cache);
        }
        """,
        "error CACHE100: 'Messages' has no ICacheRateLimits. [RateLimit] takes permits of the one ICacheRateLimits of its type: a constructor parameter, a field or a property (not nullable, not static).");

    [Test]
    public Task A_type_with_limits_twice() => Expect.ErrorsAsync(
        """
        public partial class Messages(ICacheRateLimits limits)
        {
            private readonly ICacheRateLimits _own = null!;

            [RateLimit(100, "1m")]
            public partial Task [|SendAsync|](string userId);

            private Task SendCoreAsync(string userId) => Task.FromResult((_own, limits));
        }
        """,
        "error CACHE100: 'Messages' has several (_own, limits). [RateLimit] takes permits of the one ICacheRateLimits of its type: a constructor parameter, a field or a property (not nullable, not static).");

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("1000001")]
    public Task A_limit_that_is_no_number_of_calls(string limit) => Expect.ErrorsAsync(
        With($"[|{limit}|], \"1m\""), $"error CACHE101: The limit of 'SendAsync' is {limit}. Write how many calls a window may have, from 1 to 1000000.");

    [TestCase("a minute")]
    [TestCase("")]
    [TestCase("0s")]
    [TestCase("9ms")]
    [TestCase("32d")]
    [TestCase("never")]
    public Task A_window_that_is_no_length_of_time(string window) => Expect.ErrorsAsync(
        With($"100, [|\"{window}\"|]"), $"error CACHE102: The window '{window}' of 'SendAsync' is no length of time from 10ms to 31d. Write it as \"10s\", \"1m\" or \"1h30m\".");

    [TestCase("user", "user", "there is no such parameter")]
    [TestCase("userId, salon", "salon", "there is no such parameter")]
    [TestCase("cancellationToken", "cancellationToken", "a token tells nobody apart")]
    [TestCase("rooms", "rooms", "it is not one value. Name parameters of simple types")]
    public Task A_count_by_what_tells_nobody_apart(string by, string name, string reason) => Expect.ErrorsAsync(
        With($"100, \"1m\", By = [|\"{by}\"|]"), $"error CACHE103: 'SendAsync' cannot be limited by '{name}': {reason}");

    [TestCase("Cache")]
    [TestCase("CacheInvalidate(nameof(CountAsync))")]
    [TestCase("CachePut(nameof(CountAsync))")]
    public async Task A_method_that_is_something_else_as_well(string attribute)
    {
        var found = await Analysis.AnalyzeAsync(
            $$"""
            public partial class Messages(ICache cache, ICacheRateLimits limits)
            {
                [Cache]
                public partial Task<int> CountAsync(int id);

                private Task<int> CountCoreAsync(int id) => Task.FromResult(1);

                [RateLimit(100, "1m")]
                [{{attribute}}]
                public partial Task<int> SendAsync(int id);

                private Task<int> SendCoreAsync(int id) => Task.FromResult(1);
            }
            """);
        Assert.That(found.Select(Analysis.Text), Does.Contain($"error CACHE104: 'SendAsync' is limited and cannot be [{attribute.Split('(')[0]}] as well. Let one of two methods call the other."));
    }

    [TestCase("void", "{ }")]
    [TestCase("int", "=> 1;")]
    [TestCase("IAsyncEnumerable<int>", "=> null!;")]
    public async Task A_method_that_is_not_asynchronous(string type, string body)
    {
        var found = await Analysis.AnalyzeAsync(
            $$"""
            public partial class Messages(ICacheRateLimits limits)
            {
                [RateLimit(100, "1m")]
                public partial {{type}} Send(int id);

                private {{type}} SendCore(int id) {{body}}
            }
            """);
        Assert.That(found.Select(Analysis.Text), Has.Exactly(1).Items.And.All.StartsWith($"error CACHE105: 'Send' returns {type}."));
    }

    [TestCase("1, \"10ms\"")]
    [TestCase("1000000, \"31d\"")]
    [TestCase("100, \"1h30m\", By = \"userId\"")]
    [TestCase("100, \"1m\", By = \"userId,room\", Name = \"messages\"")]
    public Task What_may_be_written(string arguments) => Expect.NothingAsync(With(arguments));

    private static string With(string arguments) =>
        $$"""
        public partial class Messages(ICacheRateLimits limits)
        {
            [RateLimit({{arguments}})]
            public partial Task SendAsync(string userId, int room, List<string> rooms, CancellationToken cancellationToken);

            private Task SendCoreAsync(string userId, int room, List<string> rooms, CancellationToken cancellationToken) => Task.CompletedTask;
        }
        """.Replace("int room, List<string> rooms", arguments.Contains("rooms", StringComparison.Ordinal) ? "List<string> rooms" : "int room", StringComparison.Ordinal);
}
