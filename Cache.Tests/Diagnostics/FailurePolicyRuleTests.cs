namespace Cache.Tests.Diagnostics;

/// <summary>What a declaration may say of loads that fail or take long.</summary>
public sealed class FailurePolicyRuleTests
{
    [TestCase("FailSafe", "soon", ", or \"never\"")]
    [TestCase("FailSafeBackoff", "5 s", "")]
    [TestCase("FailSafeBackoff", "never", "")]
    [TestCase("Timeout", "200", "")]
    [TestCase("Timeout", "never", "")]
    [TestCase("HardTimeout", "-5s", "")]
    [TestCase("HardTimeout", "never", "")]
    [TestCase("CacheErrorsFor", "2 seconds", "")]
    [TestCase("CacheErrorsFor", "never", "")]
    public Task A_duration_that_cannot_be_read_or_does_not_end(string setting, string text, string never) => Expect.ErrorsAsync(
        With($"{setting} = [|\"{text}\"|]"),
        $"error CACHE040: '{text}' is no duration for {setting}. Write whole numbers with d, h, m, s and ms, from the largest to the smallest, as \"500ms\", \"5m\", \"1h30m\", \"7d\"{never}.");

    [TestCase("FailSafe")]
    [TestCase("FailSafeBackoff")]
    [TestCase("Timeout")]
    [TestCase("HardTimeout")]
    [TestCase("CacheErrorsFor")]
    public Task A_duration_of_nothing(string setting) => Expect.ErrorsAsync(
        With($"{setting} = [|\"0s\"|]"), $"error CACHE041: {setting} must be above zero, but is '0s'");

    [TestCase("5s", "5s")]
    [TestCase("1m", "59s")]
    public Task A_Timeout_that_HardTimeout_forestalls(string soft, string hard) => Expect.ErrorsAsync(
        With($"FailSafe = \"1h\", HardTimeout = \"{hard}\", Timeout = [|\"{soft}\"|]"),
        $"error CACHE048: Timeout '{soft}' must be below HardTimeout '{hard}': a load that is given up by then answers nobody later");

    [TestCase("FailSafe = \"never\"")]
    [TestCase("FailSafe = \"1h\", FailSafeBackoff = \"1s\", Timeout = \"200ms\", HardTimeout = \"5s\", CacheErrorsFor = \"2s\"")]
    [TestCase("HardTimeout = \"5s\"")]
    [TestCase("Timeout = \"10s\"")]
    public Task What_may_be_written(string settings) => Expect.NothingAsync(With(settings));

    [Test]
    public Task A_manual_cache_has_the_same_settings() => Expect.NothingAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache(FailSafe = "1h", Timeout = "200ms", HardTimeout = "5s", CacheErrorsFor = "2s")]
            public partial ICache<string, string> Sessions { get; }
        }
        """);

    private static string With(string settings) =>
        $$"""
        public partial class Users(ICache cache)
        {
            [Cache({{settings}})]
            public partial Task<string> GetNameAsync(int id);

            private Task<string> GetNameCoreAsync(int id) => Task.FromResult("");
        }
        """;
}
