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
}
