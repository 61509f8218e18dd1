using Cache.CompilerServices;

namespace Cache.Warming;

/// <summary>A cache that is warmed, and what went wrong with it: it is told once, however many of its entries fail.</summary>
internal sealed class WarmedCache(CacheDefinition definition, ICache cache)
{
    private Exception? _firstFailure;
    private int _failures;

    public string Name => definition.Name;

    public Exception? FirstFailure => Volatile.Read(ref _firstFailure);

    public int Failures => Volatile.Read(ref _failures);

    public IReadOnlyList<IAsyncEnumerable<WarmLoad>> Loads() => definition.WarmLoads(cache);

    public void Failed(Exception failure)
    {
        Interlocked.Increment(ref _failures);
        Interlocked.CompareExchange(ref _firstFailure, failure, null);
    }
}
