namespace Cache.Tests.Diagnostics;

/// <summary>What a declaration may say of entries that live on.</summary>
public sealed class UpkeepRuleTests
{
    [TestCase("SlidingTtl", "20")]
    [TestCase("SlidingTtl", "never")]
    [TestCase("KeepWarm", "an hour")]
    [TestCase("KeepWarm", "never")]
    public Task A_duration_that_cannot_be_read_or_does_not_end(string setting, string text) => Expect.ErrorsAsync(
        With($"{setting} = [|\"{text}\"|]"),
        $"error CACHE040: '{text}' is no duration for {setting}. Write whole numbers with d, h, m, s and ms, from the largest to the smallest, as \"500ms\", \"5m\", \"1h30m\", \"7d\".");

    [TestCase("SlidingTtl")]
    [TestCase("KeepWarm")]
    public Task A_duration_of_nothing(string setting) => Expect.ErrorsAsync(
        With($"{setting} = [|\"0s\"|]"), $"error CACHE041: {setting} must be above zero, but is '0s'");

    [TestCase("", "5m")]
    [TestCase("Ttl = \"10m\", ", "10m")]
    [TestCase("Ttl = \"20m\", ", "20m")]
    public Task A_SlidingTtl_that_Ttl_forestalls(string ttl, string shown) => Expect.ErrorsAsync(
        With($"{ttl}SlidingTtl = [|\"20m\"|]"), $"error CACHE090: SlidingTtl '20m' must be below Ttl '{shown}', which ends an entry however often it is read");

    [TestCase("-1", "-1")]
    [TestCase("100.5", "100.5")]
    [TestCase("double.NaN", "NaN")]
    [TestCase("double.PositiveInfinity", "Infinity")]
    public Task A_RefreshAhead_out_of_its_range(string written, string shown) => Expect.ErrorsAsync(
        With($"RefreshAhead = [|{written}|]"), $"error CACHE091: RefreshAhead must be from 0, which is off, to 100, but is '{shown}'. Write 1, and more to refresh earlier.");

    [Test]
    public Task A_KeepWarm_without_an_argument() => Expect.ErrorsAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache(KeepWarm = [|"1h"|])]
            public partial Task<string> GetNameAsync(int id, [CacheKeyIgnore] object connection);

            private Task<string> GetNameCoreAsync(int id, object connection) => Task.FromResult("");
        }
        """,
        "error CACHE092: KeepWarm loads without a caller, and so has no argument for 'connection', which is left out of the key. Inject what it stands for, or remove KeepWarm.");

    [Test]
    public Task A_KeepWarm_of_a_manual_cache() => Expect.ErrorsAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache(KeepWarm = [|"1h"|])]
            public partial ICache<string, string> Sessions { get; }
        }
        """,
        "error CACHE046: KeepWarm has no meaning on the manual cache 'Sessions', which has no method behind it. Remove it.");

    [TestCase("Ttl = \"8h\", SlidingTtl = \"20m\", RefreshAhead = 1, KeepWarm = \"1d\"")]
    [TestCase("Ttl = \"never\", SlidingTtl = \"20m\"")]
    [TestCase("SlidingTtl = \"4m59s\"")]
    [TestCase("RefreshAhead = 0")]
    [TestCase("RefreshAhead = 1.5")]
    [TestCase("RefreshAhead = 100")]
    public Task What_may_be_written(string settings) => Expect.NothingAsync(With(settings));

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
