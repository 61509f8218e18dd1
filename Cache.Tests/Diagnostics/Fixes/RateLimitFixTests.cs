namespace Cache.Tests.Diagnostics.Fixes;

public sealed class RateLimitFixTests
{
    [Test]
    public Task A_type_takes_the_limits_in_its_constructor() => Fix.Of("CACHE100", Messages("", "1m", ""), Messages("(ICacheRateLimits limits)", "1m", ""));

    [Test]
    public Task A_primary_constructor_gets_a_parameter() =>
        Fix.Of("CACHE100", Messages("(int limits)", "1m", "", "limits"), Messages("(int limits, ICacheRateLimits limits2)", "1m", "", "limits"));

    [Test]
    public Task A_classic_constructor_gets_a_parameter_and_the_class_a_field() => Fix.Of("CACHE100",
        """
        public partial class Messages
        {
            public Messages(int most) => Most = most;

            public int Most { get; }

            [RateLimit(100, "1m")]
            public partial Task SendAsync(int id);

            private Task SendCoreAsync(int id) => Task.CompletedTask;
        }
        """,
        """
        public partial class Messages
        {
            private readonly ICacheRateLimits _limits;

            public Messages(int most, ICacheRateLimits limits)
            {
                _limits = limits;
                Most = most;
            }

            public int Most { get; }

            [RateLimit(100, "1m")]
            public partial Task SendAsync(int id);

            private Task SendCoreAsync(int id) => Task.CompletedTask;
        }
        """);

    [Test]
    public async Task Of_several_nobody_knows_which() => Assert.That(
        await Fix.TitlesAsync("CACHE100", """
            public partial class Messages(ICacheRateLimits limits, ICacheRateLimits others)
            {
                private readonly ICacheRateLimits _own = null!;

                [RateLimit(100, "1m")]
                public partial Task SendAsync(int id);

                private Task SendCoreAsync(int id) => Task.FromResult((_own, limits, others));
            }
            """),
        Is.Empty);

    [TestCase("1 minute", "1m")]
    [TestCase("90", "1m30s")]
    [TestCase("00:05:00", "5m")]
    [TestCase("1ms", "10ms")]
    [TestCase("60d", "31d")]
    [TestCase("never", "1m")]
    [TestCase("0s", "1m")]
    public Task A_window_is_what_it_seems_to_mean(string written, string meant) =>
        Fix.Of("CACHE102", Messages("(ICacheRateLimits limits)", written, ""), Messages("(ICacheRateLimits limits)", meant, ""));

    [TestCase("user", "userId")]
    [TestCase("Room,userid", "room, userId")]
    public Task A_limit_is_by_the_nearest_parameters(string written, string meant) => Fix.Of("CACHE103",
        Messages("(ICacheRateLimits limits)", "1m", $", By = \"{written}\""), Messages("(ICacheRateLimits limits)", "1m", $", By = \"{meant}\""));

    private static string Messages(string constructor, string window, string by, string used = "1") =>
        $$"""
        public partial class Messages{{constructor}}
        {
            [RateLimit(100, "{{window}}"{{by}})]
            public partial Task SendAsync(string userId, int room, CancellationToken cancellationToken);

            private Task SendCoreAsync(string userId, int room, CancellationToken cancellationToken) => Task.FromResult({{used}});
        }
        """;
}
