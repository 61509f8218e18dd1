namespace Cache.Tests.Generators;

/// <summary>Manual caches: partial properties.</summary>
public class ManualCacheShapeTests
{
    [Test]
    public void Keys_of_manual_caches_are_those_of_methods()
    {
        var result = GeneratorHarness.Generate("""
            namespace Market;

            public sealed record Session(string Id, int[] Rights);
            public sealed record SessionKey(string User, Uri? Client);

            public partial class Sessions(ICache cache)
            {
                /// <summary>The sessions of all users.</summary>
                [Cache(Name = "by-id", Ttl = "1h", Jitter = "5m", LocalTtl = "1m", Enabled = true, Tags = ["session:{key}"])] public partial ICache<string, Session?> ById { get; }
                [Cache(Name = "by-object", Tags = ["{key.User}"])] public partial ICache<SessionKey, Session> ByObject { get; }
                [Cache(Name = "by-pair")] internal partial ICache<(string User, DateTime Day), int> ByPair { get; }
                [Cache(Name = "by-list")] protected partial ICache<List<int>?, int> ByList { get; }
                [Cache(Name = "by-name")] private partial ICache<string?, int> ByName { get; }
                public ICache<string?, int> Names => ByName;
            }
            """, new(Services: true));
        Snapshot.Match(result.Text("Market.Sessions.g.cs"), nameof(Keys_of_manual_caches_are_those_of_methods));
    }
}
