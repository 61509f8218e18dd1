using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
using Cache.Engine;
using Cache.Warming;

namespace Cache.Varying;

/// <summary>
/// A cache whose keys begin with ambient values. What concerns one key concerns that of the values of the call; what concerns several keys (a filter, a glob, a group, all) has them of every value. In
/// front of the table, so that no other cache pays for it.
/// </summary>
internal sealed class VaryingCache<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
    CacheDefinition<TService, TKey, TValue> definition,
    ICacheKeyPart[] parts,
    MethodCache<TService, VariedKey<TKey>, TValue> table,
    EntryPolicy policy,
    ScopedInstances instances) : MethodCache<TService, TKey, TValue>
    where TKey : notnull
{
    public override Task<TValue> GetTask(TService service, TKey key, CancellationToken cancellationToken) => table.GetTask(service, Vary(key), cancellationToken);

    public override ValueTask<TValue> GetValueTask(TService service, TKey key, CancellationToken cancellationToken) => table.GetValueTask(service, Vary(key), cancellationToken);

    public override TValue GetValue(TService service, TKey key, CancellationToken cancellationToken) => table.GetValue(service, Vary(key), cancellationToken);

    public override ValueTask<CacheResult<TValue>[]> GetManyAsync(TService service, TKey[] keys, ManyLoad<TService, TValue> load, CancellationToken cancellationToken)
    {
        var varied = Array.ConvertAll(keys, Vary);
        return table.GetManyAsync(
            service, varied, varied.Length == 0 ? load : new VariedManyLoad<TService, TKey, TValue>(definition, parts, varied[0], load), cancellationToken);
    }

    public override ValueTask<CacheResult<TValue>> TryGetAsync(TKey key, CancellationToken cancellationToken) => table.TryGetAsync(Vary(key), cancellationToken);

    public override ValueTask SetAsync(TKey key, TValue value, TimeSpan? ttl, CancellationToken cancellationToken) => table.SetAsync(Vary(key), value, ttl, cancellationToken);

    public override ValueTask<TValue> RefreshAsync(TService service, TKey key, CancellationToken cancellationToken) => table.RefreshAsync(service, Vary(key), cancellationToken);

    public override ValueTask<TValue> RefreshAsync(TKey key, CancellationToken cancellationToken) => table.RefreshAsync(Vary(key), cancellationToken);

    public override ValueTask<bool> ExistsAsync(TKey key, CancellationToken cancellationToken) => table.ExistsAsync(Vary(key), cancellationToken);

    public override ValueTask<bool> HoldsAsync(TKey key, TValue value, CancellationToken cancellationToken) => table.HoldsAsync(Vary(key), value, cancellationToken);

    public override ValueTask<TimeSpan?> GetTimeToLiveAsync(TKey key, CancellationToken cancellationToken) => table.GetTimeToLiveAsync(Vary(key), cancellationToken);

    public override ValueTask<bool> TouchAsync(TKey key, TimeSpan ttl, CancellationToken cancellationToken) => table.TouchAsync(Vary(key), ttl, cancellationToken);

    public override IAsyncEnumerable<IReadOnlyList<CachedKey>> KeysAsync(string glob, int pageSize, CancellationToken cancellationToken) => table.KeysAsync(glob, pageSize, cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateAsync(TKey key, CancellationToken cancellationToken) => table.InvalidateAsync(Vary(key), cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateWhereAsync(KeyFilter filter, CancellationToken cancellationToken) => table.InvalidateWhereAsync(filter, cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateMatchingAsync(string glob, CancellationToken cancellationToken) => table.InvalidateMatchingAsync(glob, cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateAllAsync(CancellationToken cancellationToken) => table.InvalidateAllAsync(cancellationToken);

    public override string Key(TKey key) => table.Key(Vary(key));

    public override WriteEffect Invalidates(TKey key) => table.Invalidates(Vary(key));

    // a filter with every argument: what is any is the parts alone
    public override WriteEffect InvalidatesVariants(TKey key)
    {
        Throw.IfNull(key);
        var parameters = definition.Parameters.Length;
        var arguments = KeyWriter.Write(key, definition.WriteKey, parameters);
        return table.Invalidates(KeyFilter.Of(parameters == 0 ? [] : parameters == 1 ? [arguments] : arguments.Split(':')));
    }

    public override WriteEffect Invalidates(KeyFilter filter) => table.Invalidates(filter);

    public override WriteEffect<TValue> Puts(TKey key) => table.Puts(Vary(key));

    // the rows are the declaration's: each is loaded for what the parts say where the warm-up runs
    public override IReadOnlyList<IAsyncEnumerable<WarmLoad>> WarmLoads() =>
        policy.IsEnabled ? new TableWarming<TService, TKey, TValue>(definition, this, instances).Loads() : [];

    private VariedKey<TKey> Vary(TKey key)
    {
        Throw.IfNull(key);
        var values = default(PartValues);
        for (var part = 0; part < parts.Length; part++)
            values[part] = parts[part].Value;
        return new(values, key);
    }
}
