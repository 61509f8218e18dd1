namespace Cache.Tests.Diagnostics.Fixes;

public sealed class SettingFixTests
{
    [TestCase("5 min", "5m")]
    [TestCase("5 minutes", "5m")]
    [TestCase("300", "5m")]
    [TestCase("90", "1m30s")]
    [TestCase("1.5h", "1h30m")]
    [TestCase("1h 30m", "1h30m")]
    [TestCase("30m1h", "1h30m")]
    [TestCase("2 Days", "2d")]
    [TestCase("00:05:00", "5m")]
    [TestCase("1.00:00:00", "1d")]
    [TestCase("-5m", "5m")]
    [TestCase("soon", "5m")]
    [TestCase("", "5m")]
    public Task A_duration_is_what_it_seems_to_mean(string written, string meant) => Fix.Of("CACHE040", With($"Ttl = \"{written}\""), With($"Ttl = \"{meant}\""));

    [TestCase("0")]
    [TestCase("0s")]
    public Task A_duration_of_nothing_is_the_default(string written) =>
        Fix.Of(written == "0s" ? "CACHE041" : "CACHE040", With($"Ttl = \"{written}\""), With("Ttl = \"5m\""));

    [Test]
    public Task Jitter_that_cannot_be_is_removed() => Fix.Of("CACHE042", With("Ttl = \"5m\", Jitter = \"5m\", CacheNull = false"), With("Ttl = \"5m\", CacheNull = false"));

    [Test]
    public Task Jitter_of_what_never_expires_is_removed() => Fix.Of("CACHE043", With("Jitter = \"5m\", Ttl = \"never\""), With("Ttl = \"never\""));

    [Test]
    public Task A_LocalTtl_above_the_Ttl_is_removed() => Fix.Of("CACHE047", With("Ttl = \"5m\", LocalTtl = \"6m\", Enabled = false"), With("Ttl = \"5m\", Enabled = false"));

    [Test]
    public Task A_Timeout_that_HardTimeout_always_forestalls_is_removed() =>
        Fix.Of("CACHE048", With("FailSafe = \"1h\", Timeout = \"5s\", HardTimeout = \"5s\""), With("FailSafe = \"1h\", HardTimeout = \"5s\""));

    [Test]
    public Task A_SlidingTtl_that_Ttl_forestalls_is_removed() => Fix.Of("CACHE090", With("SlidingTtl = \"20m\", Enabled = false"), With("Enabled = false"));

    [Test]
    public Task A_RefreshAhead_out_of_its_range_is_removed() => Fix.Of("CACHE091", With("Ttl = \"1h\", RefreshAhead = 101"), With("Ttl = \"1h\""));

    [Test]
    public Task A_KeepWarm_without_an_argument_is_removed() => Fix.Of("CACHE092", WithIgnored("Ttl = \"1h\", KeepWarm = \"2h\""), WithIgnored("Ttl = \"1h\""));

    [Test]
    public Task A_tag_names_the_nearest_parameter() => Fix.Of("CACHE044", With("Tags = [\"all\", \"{{x}} of {tenannt}\"]"), With("Tags = [\"all\", \"{{x}} of {tenant}\"]"));

    [Test]
    public Task A_group_names_the_nearest_parameter() => Fix.Of("CACHE045", With("Groups = [\"Tenant\"]"), With("Groups = [\"tenant\"]"));

    [Test]
    public Task A_setting_that_a_manual_cache_has_no_use_for_is_removed() => Fix.Of("CACHE046",
        """
        public partial class Users(ICache cache)
        {
            [Cache(Groups = ["key"])]
            public partial ICache<string, string> Sessions { get; }
        }
        """,
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial ICache<string, string> Sessions { get; }
        }
        """);

    [Test]
    public Task A_name_has_dashes_where_a_letter_is_not_allowed() => Fix.Of("CACHE030", With("Ttl = \"5m\", Name = \"user: names\""), With("Ttl = \"5m\", Name = \"user--names\""));

    [Test]
    public Task A_declaration_whose_name_cannot_be_that_of_a_cache_gets_one() => Fix.Of("CACHE030",
        """
        public partial class Würfel(ICache cache)
        {
            [Cache]
            public partial string Get(int id);

            private string GetCore(int id) => "";
        }
        """,
        """
        public partial class Würfel(ICache cache)
        {
            [Cache(Name = "W-rfel.Get")]
            public partial string Get(int id);

            private string GetCore(int id) => "";
        }
        """);

    [Test]
    public Task An_overload_is_named_after_what_it_takes() => Fix.Of("CACHE032",
        """
        public partial class Users(ICache cache)
        {
            [Cache(Ttl = "5m")]
            public partial Task<string> GetUserAsync(string tenantName, int id, CancellationToken cancellationToken);

            private Task<string> GetUserCoreAsync(string tenantName, int id) => Task.FromResult("");

            [Cache(Name = "mail")]
            public partial Task<string> GetUserAsync(string mail);

            private Task<string> GetUserCoreAsync(string mail) => Task.FromResult("");
        }
        """,
        """
        public partial class Users(ICache cache)
        {
            [Cache(Name = "get-user-by-tenant-name-id", Ttl = "5m")]
            public partial Task<string> GetUserAsync(string tenantName, int id, CancellationToken cancellationToken);

            private Task<string> GetUserCoreAsync(string tenantName, int id) => Task.FromResult("");

            [Cache(Name = "mail")]
            public partial Task<string> GetUserAsync(string mail);

            private Task<string> GetUserCoreAsync(string mail) => Task.FromResult("");
        }
        """);

    private static string With(string settings) => $$"""
        public partial class Users(ICache cache)
        {
            [Cache({{settings}})]
            public partial string GetName(string tenant, int id);

            private string GetNameCore(string tenant, int id) => "";
        }
        """;

    private static string WithIgnored(string settings) => $$"""
        public partial class Users(ICache cache)
        {
            [Cache({{settings}})]
            public partial string GetName(int id, [CacheKeyIgnore] object connection);

            private string GetNameCore(int id, object connection) => "";
        }
        """;
}
