using Cache.CompilerServices;

namespace Cache.Varying;

// the load of many keys, which asks the parts again before it runs, as the load of one does: see VariedDefinition
internal sealed class VariedManyLoad<TService, TKey, TValue>(CacheDefinition definition, ICacheKeyPart[] parts, VariedKey<TKey> one, ManyLoad<TService, TValue> load) : ManyLoad<TService, TValue>
    where TKey : notnull
{
    public override bool AbsentIsNull => load.AbsentIsNull;

    public override int BatchSize => load.BatchSize;

    public override ValueTask<CacheResult<TValue>[]> LoadAsync(TService service, IReadOnlyList<int> positions, CancellationToken cancellationToken)
    {
        for (var part = 0; part < parts.Length; part++)
        {
            var here = parts[part].Value;
            if (!string.Equals(here, one[part], StringComparison.Ordinal))
                Throw.OtherPartValue(definition, parts[part], here, one[part]);
        }
        return load.LoadAsync(service, positions, cancellationToken);
    }
}
