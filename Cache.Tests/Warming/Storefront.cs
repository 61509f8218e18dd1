using System.Collections.Concurrent;

namespace Cache.Tests.Warming;

// what the generator makes of [CacheWarm], run
internal sealed partial class Storefront(ICache cache, Storefront.Counts counts)
{
    [Cache(Name = "storefront-all", Copy = true), CacheWarm]
    public partial Task<List<string>> AllAsync();

    [Cache(Name = "storefront-page"), CacheWarm("books"), CacheWarm("books", 2), CacheWarm(Source = nameof(PagesAsync))]
    public partial ValueTask<string> PageAsync(string category, int page = 1);

    [Cache(Name = "storefront-id"), CacheWarm(1), CacheWarm(Source = nameof(Ids))]
    public partial string Get(long id);

    private static IEnumerable<int> Ids() => [2, 3];

    private Task<List<(string, int)>> PagesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<List<(string, int)>>(cancellationToken.CanBeCanceled && counts is not null ? [("music", 1)] : []);

    private Task<List<string>> AllCoreAsync() => Task.FromResult<List<string>>([counts.Note("all")]);

    private ValueTask<string> PageCoreAsync(string category, int page) => new(counts.Note($"{category} {page}"));

    private string GetCore(long id) => counts.Note($"id {id}");

    internal sealed class Counts
    {
        public ConcurrentBag<string> Loads { get; } = [];

        public string Note(string load)
        {
            Loads.Add(load);
            return load;
        }
    }
}
