using Cache.CompilerServices;
using Cache.Tests.Engine;

namespace Cache.Tests.Warming;

// a service whose loads a test holds, and the cache that generated code would declare for it
internal sealed class Shop(Shop.Script script) : IDisposable
{
    public bool IsDisposed { get; private set; }

    public static CacheDefinition<Shop, int, string> Define(int[] keys, params Func<Shop, CancellationToken, IAsyncEnumerable<int>>[] sources) => Define(keys, true, sources);

    public static CacheDefinition<Shop, int, string> Define(int[] keys, bool isEnabled, params Func<Shop, CancellationToken, IAsyncEnumerable<int>>[] sources) => new()
    {
        Enabled = isEnabled,
        Name = "shop",
        Declaration = "Shop.GetAsync",
        Parameters = ["id"],
        WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
        Load = static (shop, key, _, cancellationToken) => shop.LoadAsync(key, cancellationToken),
        WarmKeys = keys,
        WarmSources = sources,
    };

    public void Dispose() => IsDisposed = true;

    public async IAsyncEnumerable<int> PopularAsync()
    {
        foreach (var id in script.Popular)
        {
            await Task.Yield();
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            yield return id;
        }
    }

    private async ValueTask<string> LoadAsync(int id, CancellationToken cancellationToken)
    {
        lock (script)
        {
            script.Instances.Add(this);
            script.Loads++;
            script.Most = Math.Max(script.Most, ++script.Running);
        }
        try
        {
            return await script.Load(id, cancellationToken);
        }
        finally
        {
            lock (script)
                script.Running--;
            ObjectDisposedException.ThrowIf(IsDisposed && !cancellationToken.IsCancellationRequested, this);
        }
    }

    /// <summary>What the service does, and what it has done.</summary>
    internal sealed class Script
    {
        public Func<int, CancellationToken, Task<string>> Load { get; init; } = static (id, _) => Task.FromResult($"thing {id}");

        public int[] Popular { get; init; } = [];

        public HashSet<Shop> Instances { get; } = [];

        public int Loads { get; set; }

        public int Running { get; set; }

        /// <summary>The most loads that ran at once.</summary>
        public int Most { get; set; }

        public static Script Holding(HeldLoads<int, string> loads)
        {
            var load = loads.Of();
            return new() { Load = (id, cancellationToken) => load(id, null!, cancellationToken).AsTask() };
        }
    }
}
