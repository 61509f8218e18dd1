namespace Cache.Tests.Generators;

/// <summary>Methods that invalidate and put.</summary>
public class WriteShapeTests
{
    [Test]
    public void Writes_of_every_kind()
    {
        var result = GeneratorHarness.Generate("""
            namespace Market;

            public sealed record Address(string City);
            public sealed record User(int Id, string Tenant, Address Home);

            public partial class Users(ICache cache)
            {
                [Cache(Name = "user")] public partial Task<User?> GetAsync(int id);
                private Task<User?> GetCoreAsync(int id) => Task.FromResult<User?>(null);

                [Cache(Name = "users")] public partial Task<User[]> FindAsync(string tenant, string city, DateTime? since, CancellationToken cancellationToken = default);
                private Task<User[]> FindCoreAsync(string tenant, string city, DateTime? since) => Task.FromResult(Array.Empty<User>());

                [Cache(Name = "answer")] public partial ValueTask<long> CountAsync(long id);
                private ValueTask<long> CountCoreAsync(long id) => default;

                [Cache(Name = "all")] public partial Task<int> AllAsync();
                private Task<int> AllCoreAsync() => Task.FromResult(1);

                /// <summary>Saves a user.</summary>
                [CachePut(nameof(GetAsync), Arguments = ["id = user.Id"])]
                [CacheInvalidate(nameof(FindAsync), Match = ArgumentMatch.Partial, Arguments = ["tenant = user.Tenant", "city=user.Home.City"])]
                [CacheInvalidate(nameof(CountAsync), Arguments = ["id = user.Id"])]
                [CacheInvalidate(nameof(AllAsync))]
                public partial Task<User> SaveAsync(User user, CancellationToken cancellationToken = default);
                private Task<User> SaveCoreAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user);

                [CachePut(nameof(CountAsync))]
                public partial ValueTask<long> RecountAsync(int id);
                private static ValueTask<long> RecountCoreAsync(int id) => new(id);

                [CacheInvalidate(nameof(FindAsync), Match = ArgumentMatch.Partial)]
                public partial ValueTask ClearAsync();
                private ValueTask ClearCoreAsync() => default;

                [CacheInvalidate(nameof(AllAsync), Source = nameof(Nothing))]
                public partial Task TouchAsync();
                private static Task Nothing() => Task.CompletedTask;

                [CacheInvalidate(nameof(FindAsync))]
                public partial ValueTask<int> MoveAsync(in Guid id, string tenant, string city, DateTime? since, params int[] more);
                private ValueTask<int> MoveCoreAsync(Guid id, string tenant, string city, DateTime? since, int[] more) => new(0);
            }
            """);
        Snapshot.Match(result.Text(), nameof(Writes_of_every_kind));
    }
}
