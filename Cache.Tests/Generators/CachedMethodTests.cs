namespace Cache.Tests.Generators;

public class CachedMethodTests
{
    [Test]
    public void The_service_of_the_first_page_of_the_docs()
    {
        var result = GeneratorHarness.Generate("""
            namespace Shop;

            public sealed record OrderPage(int Number);
            public sealed record User(int Id, string Name);
            public sealed record Session(string Id);

            public sealed partial class OrderService(ICache cache)
            {
                /// <summary>A page of a tenant's orders.</summary>
                /// <param name="tenant">The tenant.</param>
                /// <param name="page">The page, from 1.</param>
                /// <param name="since">The first day.</param>
                /// <param name="cancellationToken">Cancels the call.</param>
                /// <returns>The page.</returns>
                [Cache(Name = "orders", Ttl = "5m", Tags = ["tenant:{tenant}"], Groups = ["tenant"])]
                public partial Task<OrderPage> GetOrdersAsync(string tenant, int page, DateTime since, CancellationToken cancellationToken = default);

                private Task<OrderPage> GetOrdersCoreAsync(string tenant, int page, DateTime since, CancellationToken cancellationToken) =>
                    Task.FromResult(new OrderPage(page));

                [Cache(Name = "user", Ttl = "1h")]
                public partial ValueTask<User?> GetUserAsync(int id);

                private ValueTask<User?> GetUserCoreAsync(int id, CacheContext context) => default;

                [CacheInvalidate(nameof(GetUserAsync))]
                public partial Task RenameAsync(int id, string name, CancellationToken cancellationToken = default);

                private Task RenameCoreAsync(int id, string name, CancellationToken cancellationToken) => Task.CompletedTask;

                [Cache(Name = "sessions", Ttl = "1h")]
                public partial ICache<string, Session> Sessions { get; }
            }
            """);
        Assert.That(result.Files, Is.EqualTo(["Shop.OrderService.g.cs"]));
        Snapshot.Match(result.Text(), nameof(The_service_of_the_first_page_of_the_docs));
    }

    [Test]
    public void What_is_said_of_failures_is_in_the_definition_as_it_was_written()
    {
        var result = GeneratorHarness.Generate("""
            public sealed partial class Reports(ICache cache)
            {
                [Cache(Name = "report", FailSafe = "never", FailSafeBackoff = "1s", Timeout = "200ms", HardTimeout = "5s", CacheErrorsFor = "2s")]
                public partial Task<string> GetAsync(int id);

                private Task<string> GetCoreAsync(int id) => Task.FromResult("");

                [Cache(Name = "notes", FailSafe = "1h")]
                public partial ICache<string, string> Notes { get; }
            }
            """);
        Snapshot.Match(result.Text(), nameof(What_is_said_of_failures_is_in_the_definition_as_it_was_written));
    }

    [Test]
    public void What_is_said_of_entries_that_live_on_is_in_the_definition_as_it_was_written()
    {
        var result = GeneratorHarness.Generate("""
            public sealed partial class Reports(ICache cache)
            {
                [Cache(Name = "report", Ttl = "8h", SlidingTtl = "20m", RefreshAhead = 1.5, KeepWarm = "1d")]
                public partial Task<string> GetAsync(int id);

                private Task<string> GetCoreAsync(int id) => Task.FromResult("");

                [Cache(Name = "notes", Ttl = "never", SlidingTtl = "20m", RefreshAhead = 1)]
                public partial ICache<string, string> Notes { get; }
            }
            """);
        Snapshot.Match(result.Text(), nameof(What_is_said_of_entries_that_live_on_is_in_the_definition_as_it_was_written));
    }
}
