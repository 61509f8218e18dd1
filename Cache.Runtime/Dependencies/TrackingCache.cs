using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
using Cache.Engine;

namespace Cache.Dependencies;

/// <summary>A cache whose reads are noted where the code that reads makes something that is cached itself. In front of the table, so that no other container pays for it.</summary>
internal sealed class TrackingCache<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
    CacheTable<TService, TKey, TValue> table, ReadTracking tracking) : MethodCache<TService, TKey, TValue>
    where TKey : notnull
{
    public CacheTable<TService, TKey, TValue> Table => table;

    public override Task<TValue> GetTask(TService service, TKey key, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? table.GetAsync(reads, service, key, null, cancellationToken).AsTask() : table.GetTask(service, key, cancellationToken);

    public override ValueTask<TValue> GetValueTask(TService service, TKey key, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? table.GetAsync(reads, service, key, null, cancellationToken) : table.GetValueTask(service, key, cancellationToken);

    public override TValue GetValue(TService service, TKey key, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? table.Get(reads, service, key, cancellationToken) : table.GetValue(service, key, cancellationToken);

    public override ValueTask<CacheResult<TValue>[]> GetManyAsync(TService service, TKey[] keys, ManyLoad<TService, TValue> load, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? table.GetManyAsync(reads, service, keys, load, cancellationToken) : table.GetManyAsync(service, keys, load, cancellationToken);

    public override ValueTask<CacheResult<TValue>> TryGetAsync(TKey key, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? table.TryGetAsync(reads, key, cancellationToken) : table.TryGetAsync(key, cancellationToken);

    public override async ValueTask<bool> ExistsAsync(TKey key, CancellationToken cancellationToken) => tracking.Current is { } reads
        ? (await table.TryGetAsync(reads, key, cancellationToken).ConfigureAwait(false)).Found
        : await table.ExistsAsync(key, cancellationToken).ConfigureAwait(false);

    public override ValueTask<bool> HoldsAsync(TKey key, TValue value, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? table.HoldsAsync(reads, key, value, cancellationToken) : table.HoldsAsync(key, value, cancellationToken);

    public override ValueTask<TValue> RefreshAsync(TService service, TKey key, CancellationToken cancellationToken) => table.RefreshAsync(service, key, cancellationToken);

    public override ValueTask<TValue> RefreshAsync(TKey key, CancellationToken cancellationToken) => table.RefreshAsync(key, cancellationToken);

    public override ValueTask SetAsync(TKey key, TValue value, TimeSpan? ttl, CancellationToken cancellationToken) => table.SetAsync(key, value, ttl, cancellationToken);

    public override ValueTask<TimeSpan?> GetTimeToLiveAsync(TKey key, CancellationToken cancellationToken) => table.GetTimeToLiveAsync(key, cancellationToken);

    public override ValueTask<bool> TouchAsync(TKey key, TimeSpan ttl, CancellationToken cancellationToken) => table.TouchAsync(key, ttl, cancellationToken);

    public override IAsyncEnumerable<IReadOnlyList<CachedKey>> KeysAsync(string glob, int pageSize, CancellationToken cancellationToken) => table.KeysAsync(glob, pageSize, cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateAsync(TKey key, CancellationToken cancellationToken) => table.InvalidateAsync(key, cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateWhereAsync(KeyFilter filter, CancellationToken cancellationToken) => table.InvalidateWhereAsync(filter, cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateMatchingAsync(string glob, CancellationToken cancellationToken) => table.InvalidateMatchingAsync(glob, cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateAllAsync(CancellationToken cancellationToken) => table.InvalidateAllAsync(cancellationToken);

    public override string Key(TKey key) => table.Key(key);

    public override WriteEffect Invalidates(TKey key) => table.Invalidates(key);

    public override WriteEffect InvalidatesVariants(TKey key) => table.InvalidatesVariants(key);

    public override WriteEffect Invalidates(KeyFilter filter) => table.Invalidates(filter);

    public override WriteEffect<TValue> Puts(TKey key) => table.Puts(key);

    public override IReadOnlyList<IAsyncEnumerable<WarmLoad>> WarmLoads() => table.WarmLoads();
}
