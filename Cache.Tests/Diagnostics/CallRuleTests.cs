namespace Cache.Tests.Diagnostics;

public sealed class CallRuleTests
{
    private const string All = "error CACHE060: InvalidateWhereAsync without an argument would invalidate the whole cache. Name an argument, or call InvalidateAllAsync.";

    [TestCase("orders.CountCache.[|InvalidateWhereAsync|]()")]
    [TestCase("orders.CountCache.[|InvalidateWhereAsync|](default, default)")]
    [TestCase("orders.CountCache.[|InvalidateWhereAsync|](year: default)")]
    [TestCase("orders.CountCache.[|InvalidateWhereAsync|](default(CacheArg<string>))")]
    [TestCase("orders.CountCache.[|InvalidateWhereAsync|](cancellationToken: stop)")]
    [TestCase("orders.SumCache<int>().[|InvalidateWhereAsync|]()")]
    [TestCase("caches.CountCache.[|InvalidateWhereAsync|]()")]
    public Task A_partial_invalidation_without_an_argument(string call) => Expect.ErrorsAsync(Calling(call), All);

    [TestCase("orders.CountCache.InvalidateWhereAsync(\"acme\")")]
    [TestCase("orders.CountCache.InvalidateWhereAsync(year: 0)")]
    [TestCase("orders.CountCache.InvalidateWhereAsync(default(string))")]
    [TestCase("orders.CountCache.InvalidateWhereAsync((string?)null, cancellationToken: stop)")]
    [TestCase("orders.CountCache.InvalidateWhereAsync(tenant: null)")]
    [TestCase("orders.CountCache.InvalidateWhereAsync(default, 2024)")]
    [TestCase("orders.SumCache<int>().InvalidateWhereAsync(1)")]
    [TestCase("orders.ListCache.InvalidateWhereAsync(new[] { 2024 })")]
    [TestCase("orders.ListCache.InvalidateWhereAsync(years: CacheArg.Of(list))")]
    [TestCase("orders.CountCache.InvalidateMatchingAsync(\"*\")")]
    [TestCase("orders.CountCache.InvalidateMatchingAsync(glob)")]
    public Task A_call_that_names_what_it_means(string call) => Expect.NothingAsync(Calling(call));

    [TestCase("orders.CountCache.InvalidateMatchingAsync([|\"\"|])")]
    [TestCase("orders.CountCache.InvalidateMatchingAsync(glob: [|Nothing|])")]
    [TestCase("orders.Sessions.InvalidateMatchingAsync([|\"\"|], stop)")]
    public Task An_empty_glob(string call) => Expect.ErrorsAsync(Calling(call),
        "error CACHE062: An empty glob is refused when the call is made. Write a pattern such as \"acme:*\", or call InvalidateAllAsync.");

    [TestCase("orders.ListCache.InvalidateWhereAsync([|list|])", "an interface", "CacheArg.Of(list)")]
    [TestCase("orders.ListCache.InvalidateWhereAsync(years: [|list.ToList() as IReadOnlyList<int>|])", "an interface", "CacheArg.Of(list.ToList() as IReadOnlyList<int>)")]
    [TestCase("orders.ListCache.InvalidateWhereAsync([|[1]|])", "a collection expression", "CacheArg.Of<IReadOnlyList<int>>([1])")]
    public Task An_argument_that_is_not_converted(string call, string what, string replacement) => Expect.ErrorsAsync(Calling(call),
        $"error CACHE061: C# converts {what} to no CacheArg<IReadOnlyList<int>>. Write {replacement}.");

    [TestCase("orders.OneCache.[|InvalidateMatchingAsync|](\"*\")", "orders.OneCache", "InvalidateMatchingAsync")]
    [TestCase("caches.OneCache.[|InvalidateWhereAsync|]()", "caches.OneCache", "InvalidateWhereAsync")]
    public Task A_choice_among_the_keys_of_a_cache_of_one_value(string call, string accessor, string name) => Expect.ErrorsAsync(Calling(call),
        $"error CACHE063: '{accessor}' caches one value, because its method has no key parameter: {name} has nothing to choose from. Call InvalidateAllAsync.");

    private static string Calling(string call) => $$"""
        public partial class Orders(ICache cache)
        {
            [Cache]
            public partial Task<int> CountAsync(string? tenant, int year);

            private Task<int> CountCoreAsync(string? tenant, int year) => Task.FromResult(year);

            [Cache]
            public partial Task<int> SumAsync<T>(T key, int year) where T : ISpanFormattable;

            private Task<int> SumCoreAsync<T>(T key, int year) where T : ISpanFormattable => Task.FromResult(year);

            [Cache]
            public partial Task<int> ListAsync(IReadOnlyList<int> years);

            private Task<int> ListCoreAsync(IReadOnlyList<int> years) => Task.FromResult(years.Count);

            [Cache]
            public partial Task<int> OneAsync();

            private Task<int> OneCoreAsync() => Task.FromResult(1);

            [Cache]
            public partial ICache<string, int> Sessions { get; }
        }

        public class Admin(Orders orders, OrdersCaches caches)
        {
            private const string Nothing = "";

            public async Task ResetAsync(IReadOnlyList<int> list, string glob, CancellationToken stop)
            {
                await {{call}};
                await caches.OneCache.ExistsAsync(stop);
                await orders.Sessions.InvalidateMatchingAsync(glob + Nothing + list.Count, stop);
            }
        }
        """;
}
