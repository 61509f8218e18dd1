namespace Cache.Tests.Generators;

/// <summary>Methods over many keys.</summary>
public class ManyShapeTests
{
    [Test]
    public void Many_keys_of_every_kind()
    {
        var result = GeneratorHarness.Generate("""
            using System.Collections.Immutable;

            namespace Market;

            public sealed record User(int Id);
            public sealed record Place(string City, int Code);

            public partial class Users(ICache cache)
            {
                [Cache(Name = "user")] public partial Task<User?> GetAsync(int id, CancellationToken cancellationToken = default);
                private Task<User?> GetCoreAsync(int id, CancellationToken cancellationToken) => Task.FromResult<User?>(null);

                /// <summary>Several users.</summary>
                [CacheMany(nameof(GetAsync), BatchSize = 500)]
                public partial Task<IReadOnlyDictionary<int, User>> GetUsersAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken = default);
                private Task<IReadOnlyDictionary<int, User>> GetUsersCoreAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken) => throw new NotSupportedException();

                [CacheMany(nameof(GetAsync), Source = nameof(Load))]
                internal partial ValueTask<IReadOnlyDictionary<int, User?>> GetUsersAsync(params int[] ids);
                private static ValueTask<IReadOnlyDictionary<int, User?>> Load(IReadOnlyList<int> ids) => throw new NotSupportedException();

                [Cache(Name = "price")] public partial ValueTask<decimal> PriceAsync(string currency, int id, [CacheKeyIgnore] Uri? service);
                private ValueTask<decimal> PriceCoreAsync(string currency, int id, Uri? service) => default;

                [CacheMany(nameof(PriceAsync))]
                public partial Task<IReadOnlyDictionary<int, decimal>> PricesAsync(Uri? service, ImmutableArray<int> cache, string currency);
                private Task<IReadOnlyDictionary<int, decimal>> PricesCoreAsync(Uri? service, IReadOnlyList<int> cache, string currency, CancellationToken cancellationToken) => throw new NotSupportedException();

                [Cache(Name = "rate")] public partial Task<double?> RateAsync(string currency, DateTime day);
                private Task<double?> RateCoreAsync(string currency, DateTime day) => Task.FromResult<double?>(null);

                [Cache(Name = "rate-of-day")] public partial Task<double?> RateAsync(DateOnly day);
                private Task<double?> RateCoreAsync(DateOnly day) => Task.FromResult<double?>(null);

                [CacheMany(Cache = "rate")]
                public partial Task<IReadOnlyDictionary<DateTime, double?>> RatesAsync(string currency, IEnumerable<DateTime> days);
                private Task<IReadOnlyDictionary<DateTime, double?>> RatesCoreAsync(string currency, IReadOnlyList<DateTime> days) => throw new NotSupportedException();

                [Cache(Name = "weather")] public partial Task<string> WeatherAsync(Place place);
                private Task<string> WeatherCoreAsync(Place place) => Task.FromResult("");

                [CacheMany(nameof(WeatherAsync))]
                public partial Task<IReadOnlyDictionary<Place, string>> WeathersAsync(HashSet<Place> places);
                private Task<IReadOnlyDictionary<Place, string>> WeathersCoreAsync(IReadOnlyList<Place> places) => throw new NotSupportedException();
            }
            """);
        Snapshot.Match(result.Text(), nameof(Many_keys_of_every_kind));
    }

    [Test]
    public void A_generic_class_asks_for_many_of_its_own()
    {
        var result = GeneratorHarness.Generate("""
            public partial class Items<T>(ICache cache) where T : class
            {
                [Cache(Name = "item")] public partial Task<T?> GetAsync(string name);
                private Task<T?> GetCoreAsync(string name) => Task.FromResult<T?>(null);

                [CacheMany(nameof(GetAsync))]
                public partial Task<IReadOnlyDictionary<string, T>> GetManyAsync(List<string> names);
                private Task<IReadOnlyDictionary<string, T>> GetManyCoreAsync(IReadOnlyList<string> names) => throw new NotSupportedException();
            }
            """);
        Assert.That(result.Text(), Does.Contain("ManyDefinition<global::Items<T>, global::Cache.CompilerServices.NoKey, string, string, T?> s_getManyMany = new()"));
    }

    [Test]
    public void A_project_without_nullable_annotations_takes_what_is_absent_for_null()
    {
        var result = GeneratorHarness.Generate("""
            #nullable disable
            public partial class Users(ICache cache)
            {
                [Cache(Name = "user")] public partial Task<string> GetAsync(string id);
                private Task<string> GetCoreAsync(string id) => Task.FromResult(id);

                [CacheMany(nameof(GetAsync))]
                public partial Task<IReadOnlyDictionary<string, string>> GetManyAsync(string[] ids);
                private Task<IReadOnlyDictionary<string, string>> GetManyCoreAsync(IReadOnlyList<string> ids) => throw new NotSupportedException();
            }
            """);
        Assert.That(result.Text(), Does.Contain("AbsentIsNull = true,"));
    }
}
