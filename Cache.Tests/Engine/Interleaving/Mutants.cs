using Cache.CompilerServices;

namespace Cache.Tests.Engine.Interleaving;

// the same cache: each mutant below takes one protection away
internal abstract class Mutant(CacheUnderTest inner) : CacheUnderTest
{
    protected CacheUnderTest Inner => inner;

    public override Task<Reading> GetTask(Load<PageKey, Reading> service, PageKey key, CancellationToken cancellationToken) => inner.GetTask(service, key, cancellationToken);

    public sealed override ValueTask<Reading> GetValueTask(Load<PageKey, Reading> service, PageKey key, CancellationToken cancellationToken) =>
        new(GetTask(service, key, cancellationToken));

    public sealed override Reading GetValue(Load<PageKey, Reading> service, PageKey key, CancellationToken cancellationToken) => inner.GetValue(service, key, cancellationToken);

    public sealed override ValueTask<CacheResult<Reading>[]> GetManyAsync(
        Load<PageKey, Reading> service, PageKey[] keys, ManyLoad<Load<PageKey, Reading>, Reading> load, CancellationToken cancellationToken) =>
        inner.GetManyAsync(service, keys, load, cancellationToken);

    public sealed override ValueTask<CacheResult<Reading>> TryGetAsync(PageKey key, CancellationToken cancellationToken) => inner.TryGetAsync(key, cancellationToken);

    public sealed override ValueTask SetAsync(PageKey key, Reading value, TimeSpan? ttl, CancellationToken cancellationToken) => inner.SetAsync(key, value, ttl, cancellationToken);

    public sealed override ValueTask<Reading> RefreshAsync(Load<PageKey, Reading> service, PageKey key, CancellationToken cancellationToken) => inner.RefreshAsync(service, key, cancellationToken);

    public sealed override ValueTask<Reading> RefreshAsync(PageKey key, CancellationToken cancellationToken) => inner.RefreshAsync(key, cancellationToken);

    public sealed override ValueTask<bool> ExistsAsync(PageKey key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

    public sealed override ValueTask<bool> HoldsAsync(PageKey key, Reading value, CancellationToken cancellationToken) => inner.HoldsAsync(key, value, cancellationToken);

    public sealed override ValueTask<TimeSpan?> GetTimeToLiveAsync(PageKey key, CancellationToken cancellationToken) => inner.GetTimeToLiveAsync(key, cancellationToken);

    public sealed override ValueTask<bool> TouchAsync(PageKey key, TimeSpan ttl, CancellationToken cancellationToken) => inner.TouchAsync(key, ttl, cancellationToken);

    public sealed override IAsyncEnumerable<IReadOnlyList<CachedKey>> KeysAsync(string glob, int pageSize, CancellationToken cancellationToken) => inner.KeysAsync(glob, pageSize, cancellationToken);

    public sealed override ValueTask<InvalidationResult> InvalidateAsync(PageKey key, CancellationToken cancellationToken) => inner.InvalidateAsync(key, cancellationToken);

    public sealed override ValueTask<InvalidationResult> InvalidateWhereAsync(KeyFilter filter, CancellationToken cancellationToken) => inner.InvalidateWhereAsync(filter, cancellationToken);

    public sealed override ValueTask<InvalidationResult> InvalidateMatchingAsync(string glob, CancellationToken cancellationToken) => inner.InvalidateMatchingAsync(glob, cancellationToken);

    public sealed override ValueTask<InvalidationResult> InvalidateAllAsync(CancellationToken cancellationToken) => inner.InvalidateAllAsync(cancellationToken);

    public sealed override string Key(PageKey key) => inner.Key(key);

    public sealed override WriteEffect Invalidates(PageKey key) => inner.Invalidates(key);

    public sealed override WriteEffect Invalidates(KeyFilter filter) => inner.Invalidates(filter);

    public override WriteEffect<Reading> Puts(PageKey key) => inner.Puts(key);
}

// a load stores its value whatever stands in its slot by then
internal sealed class FillsBlindly(CacheUnderTest inner) : Mutant(inner)
{
    public override Task<Reading> GetTask(Load<PageKey, Reading> service, PageKey key, CancellationToken cancellationToken) => Inner.GetTask(
        async (key, context, cancellationToken) =>
        {
            var value = await service(key, context, cancellationToken);
            await Inner.SetAsync(key, value, null, CancellationToken.None);
            return value;
        }, key, cancellationToken);
}

// a caller joins the load that runs, even if a version has moved since it began
internal sealed class JoinsOutdatedLoads(CacheUnderTest inner) : Mutant(inner)
{
    private readonly Dictionary<PageKey, Task<Reading>> _running = [];

    public override Task<Reading> GetTask(Load<PageKey, Reading> service, PageKey key, CancellationToken cancellationToken)
    {
        if (!_running.TryGetValue(key, out var running) || running.IsCompleted)
            _running[key] = running = Inner.GetTask(service, key, CancellationToken.None);
        return running.WaitAsync(cancellationToken);
    }
}

// an entry bears the versions as they stand when its load has ended, not as they stood before it began
internal sealed class StampsAtTheEnd(CacheUnderTest inner) : Mutant(inner)
{
    public override async Task<Reading> GetTask(Load<PageKey, Reading> service, PageKey key, CancellationToken cancellationToken)
    {
        if ((await Inner.TryGetAsync(key, cancellationToken)).TryGet(out var held))
            return held;
        var loaded = new CacheContext();
        var value = await service(key, loaded, CancellationToken.None).AsTask().WaitAsync(cancellationToken);
        return await Inner.GetTask((_, context, _) =>
        {
            foreach (var tag in loaded.Tags)
                context.AddTag(tag);
            return new(value);
        }, key, cancellationToken);
    }
}

// a write stores its result without having asked, before its body ran, what the key had come to
internal sealed class PutsWithoutTicket(CacheUnderTest inner) : Mutant(inner)
{
    public override WriteEffect<Reading> Puts(PageKey key) => new Late(Inner, key);

    private sealed class Late(CacheUnderTest inner, PageKey key) : WriteEffect<Reading>
    {
        public override ValueTask BeginAsync() => default;

        public override ValueTask ApplyAsync(Reading value) => inner.Puts(key).ApplyAsync(value);
    }
}

// the last value that was loaded serves in the place of a failure, whatever has become of it
internal sealed class ServesStaleBlindly(CacheUnderTest inner) : Mutant(inner)
{
    private readonly Dictionary<PageKey, Reading> _last = [];

    public override async Task<Reading> GetTask(Load<PageKey, Reading> service, PageKey key, CancellationToken cancellationToken)
    {
        try
        {
            return _last[key] = await Inner.GetTask(service, key, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && _last.ContainsKey(key))
        {
            return _last[key];
        }
    }
}
