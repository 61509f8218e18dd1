namespace Cache.Tests.Generators;

/// <summary>What a definition says of the entries that are warmed.</summary>
public class WarmShapeTests
{
    [Test]
    public void Rows_and_sources_of_every_kind()
    {
        var result = GeneratorHarness.Generate("""
            namespace Market;

            public enum Sorting { Name, Price }

            public partial class Shop(ICache cache)
            {
                [Cache, CacheWarm]
                public partial Task<int> CountAsync(CancellationToken cancellationToken = default);
                private Task<int> CountCoreAsync(CancellationToken cancellationToken) => Task.FromResult(1);

                [Cache]
                [CacheWarm(1)]
                [CacheWarm(-2)]
                [CacheWarm(Source = nameof(Popular))]
                [CacheWarm(Source = nameof(StreamAsync))]
                public partial string Name(long id);
                private string NameCore(long id) => "";

                private static int[] Popular() => [3];
                private async IAsyncEnumerable<long> StreamAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
                {
                    await Task.Delay(1, token);
                    yield return 4;
                }

                [Cache]
                [CacheWarm("books\n")]
                [CacheWarm("books", 2, Sorting.Price, null, new[] { 1, 2 })]
                [CacheWarm(Source = nameof(FindAsync))]
                [CacheWarm(Source = nameof(FindFirstAsync))]
                public partial ValueTask<string> PageAsync(string category, byte page = 1, Sorting by = Sorting.Name, DateTime? since = null, int[]? ids = null, [CacheKeyIgnore] string? trace = null);
                private ValueTask<string> PageCoreAsync(string category, byte page, Sorting by, DateTime? since, int[]? ids, string? trace) => new(category);

                private Task<List<(string, byte)>> FindAsync(CancellationToken cancellationToken) => Task.FromResult(new List<(string, byte)>());
                private ValueTask<string[]> FindFirstAsync() => new(Array.Empty<string>());
            }
            """);
        Snapshot.Match(result.Text(), nameof(Rows_and_sources_of_every_kind));
    }
}
