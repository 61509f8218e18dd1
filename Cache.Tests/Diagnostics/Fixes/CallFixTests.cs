namespace Cache.Tests.Diagnostics.Fixes;

public sealed class CallFixTests
{
    [TestCase("orders.CountCache.InvalidateWhereAsync()", "orders.CountCache.InvalidateAllAsync()")]
    [TestCase("orders.CountCache.InvalidateWhereAsync(default, cancellationToken: stop)", "orders.CountCache.InvalidateAllAsync(stop)")]
    public Task A_partial_invalidation_of_nothing_becomes_one_of_all(string before, string after) => Fix.Of("CACHE060", Calling(before), Calling(after));

    [Test]
    public Task An_empty_glob_becomes_an_invalidation_of_all() => Fix.Of("CACHE062",
        Calling("orders.CountCache.InvalidateMatchingAsync(\"\", stop)"), Calling("orders.CountCache.InvalidateAllAsync(stop)"));

    [Test]
    public Task A_glob_on_a_cache_of_one_value_becomes_an_invalidation_of_all() => Fix.Of("CACHE063",
        Calling("orders.SumCache.InvalidateMatchingAsync(\"*\")"), Calling("orders.SumCache.InvalidateAllAsync()"));

    [Test]
    public Task A_list_of_the_parameters_own_type_is_wrapped() => Fix.Of("CACHE061",
        Calling("orders.CountCache.InvalidateWhereAsync(years: list)"), Calling("orders.CountCache.InvalidateWhereAsync(years: CacheArg.Of(list))"));

    [Test]
    public Task A_list_of_another_type_is_wrapped_as_that_of_the_parameter() => Fix.Of("CACHE061",
        Calling("orders.CountCache.InvalidateWhereAsync(\"acme\", frozen)"),
        Calling("orders.CountCache.InvalidateWhereAsync(\"acme\", CacheArg.Of<IReadOnlyList<int>>(frozen))"));

    [Test]
    public Task A_collection_expression_is_wrapped_as_that_of_the_parameter() => Fix.Of("CACHE061",
        Calling("orders.CountCache.InvalidateWhereAsync(years: [2024])"),
        Calling("orders.CountCache.InvalidateWhereAsync(years: CacheArg.Of<IReadOnlyList<int>>([2024]))"));

    private static string Calling(string call) => $$"""
        public partial class Orders(ICache cache)
        {
            [Cache]
            public partial Task<int> CountAsync(string tenant, IReadOnlyList<int> years);

            private Task<int> CountCoreAsync(string tenant, IReadOnlyList<int> years) => Task.FromResult(years.Count);

            [Cache]
            public partial Task<int> SumAsync();

            private Task<int> SumCoreAsync() => Task.FromResult(1);
        }

        public class Admin(Orders orders)
        {
            public async Task ResetAsync(IReadOnlyList<int> list, System.Collections.Immutable.IImmutableList<int> frozen, CancellationToken stop)
            {
                await {{call}};
                await Task.Delay(list.Count + frozen.Count, stop);
            }
        }
        """;
}
