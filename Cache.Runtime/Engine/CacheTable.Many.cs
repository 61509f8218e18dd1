using Cache.CompilerServices;
using Cache.Dependencies;
using Cache.Telemetry;

namespace Cache.Engine;

// calls over many keys: a hit each, as far as there is one
internal sealed partial class CacheTable<TService, TKey, TValue>
{
    public override ValueTask<CacheResult<TValue>[]> GetManyAsync(TService service, TKey[] keys, ManyLoad<TService, TValue> load, CancellationToken cancellationToken) =>
        GetManyAsync(service, keys, load, reads: null, cancellationToken);

    private ValueTask<CacheResult<TValue>[]> GetManyAsync(TService service, TKey[] keys, ManyLoad<TService, TValue> load, ReadScope? reads, CancellationToken cancellationToken)
    {
        var values = new CacheResult<TValue>[keys.Length];
        List<int>? missing = null;
        var page = HitCounter.Page();
        for (var position = 0; position < keys.Length; position++)
        {
            if (reads is null && _slots.TryPass(keys[position], out TValue? value, out _) && _hits.TryIncrement(page))
            {
                values[position] = new(value);
                continue;
            }
            if (TryHit(service, keys[position], page, out var entry))
            {
                values[position] = new(entry.Value);
                reads?.Add(entry.Cells);
                continue;
            }
            _missed.Increment(page);
            (missing ??= []).Add(position);
        }
        if (missing is null)
            return new(values);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<CacheResult<TValue>[]>(cancellationToken);
        return _many.LoadAsync(service, keys, values, missing, load, reads, cancellationToken);
    }
}
