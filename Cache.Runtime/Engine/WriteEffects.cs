using Cache.CompilerServices;

namespace Cache.Engine;

internal sealed class InvalidateOnWrite<TKey, TValue>(TableInvalidations<TKey, TValue> invalidations, TKey key) : WriteEffect
    where TKey : notnull
{
    public override async ValueTask ApplyAsync() => await invalidations.KeyAsync(key).ConfigureAwait(false);
}

internal sealed class InvalidateWhereOnWrite<TKey, TValue>(TableInvalidations<TKey, TValue> invalidations, KeyFilter filter) : WriteEffect
    where TKey : notnull
{
    public override async ValueTask ApplyAsync()
    {
        if (filter.IsEmpty)
            await invalidations.AllAsync().ConfigureAwait(false);
        else
            await invalidations.WhereAsync(filter).ConfigureAwait(false);
    }
}

// begun before the body runs: what it knows then tells what has happened by the time that the body ends
internal sealed class PutOnWrite<TKey, TValue>(TableWrites<TKey, TValue> writes, TKey key) : WriteEffect<TValue>
    where TKey : notnull
{
    private readonly PendingWrite<TKey> _write = writes.Begin(key);
    private SharedState? _before;

    public override async ValueTask BeginAsync() => _before = await writes.SharedStateAsync(_write).ConfigureAwait(false);

    public override ValueTask ApplyAsync(TValue value) => writes.PutAsync(_write, value, _before);
}
