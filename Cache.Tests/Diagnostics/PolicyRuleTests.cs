namespace Cache.Tests.Diagnostics;

/// <summary>What the attribute says of the policy is checked where it is written.</summary>
public sealed class PolicyRuleTests
{
    private const string Units = "Write whole numbers with d, h, m, s and ms, from the largest to the smallest, as \"500ms\", \"5m\", \"1h30m\", \"7d\"";

    [TestCase("LocalTtl = [|\"a bit\"|]", "error CACHE040: 'a bit' is no duration for LocalTtl. " + Units + ", or \"never\".")]
    [TestCase("LocalTtl = [|\"0s\"|]", "error CACHE041: LocalTtl must be above zero, but is '0s'")]
    [TestCase("LocalTtl = [|\"6m\"|]", "error CACHE047: LocalTtl '6m' must be at most Ttl '5m': no entry lives longer in memory than it lives at all")]
    [TestCase("Ttl = \"1m\", LocalTtl = [|\"61s\"|]", "error CACHE047: LocalTtl '61s' must be at most Ttl '1m': no entry lives longer in memory than it lives at all")]
    public Task A_LocalTtl_that_cannot_be_is_told_of(string settings, string message) => Expect.ErrorsAsync(With(settings), message);

    [TestCase("Ttl = \"1m\", LocalTtl = \"1m\"")]
    [TestCase("Ttl = \"never\", LocalTtl = \"7d\"")]
    [TestCase("Ttl = \"1m\", LocalTtl = \"never\"")]
    [TestCase("Enabled = false, CacheNull = true")]
    public Task Policies_that_can_be_are_left_alone(string settings) => Expect.NothingAsync(With(settings));

    private static string With(string settings) => $$"""
        public partial class Users(ICache cache)
        {
            [Cache({{settings}})]
            public partial Task<string> GetNameAsync(int id);

            private Task<string> GetNameCoreAsync(int id) => Task.FromResult("");
        }
        """;
}
