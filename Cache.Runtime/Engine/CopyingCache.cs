using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;

namespace Cache.Engine;

/// <summary>A cache that hands out copies, and stores copies of what it is handed: what a caller does to a value concerns nobody else. In front of the table, so that no other cache pays for it.</summary>
internal sealed class CopyingCache<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
    MethodCache<TService, TKey, TValue> table, ValueCopier<TValue> copier) : MethodCache<TService, TKey, TValue>
    where TKey : notnull
{
    public override async Task<TValue> GetTask(TService service, TKey key, CancellationToken cancellationToken) =>
        copier.Copy(await table.GetTask(service, key, cancellationToken).ConfigureAwait(false));

    public override async ValueTask<TValue> GetValueTask(TService service, TKey key, CancellationToken cancellationToken) =>
        copier.Copy(await table.GetValueTask(service, key, cancellationToken).ConfigureAwait(false));

    public override TValue GetValue(TService service, TKey key, CancellationToken cancellationToken) =>
        copier.Copy(table.GetValue(service, key, cancellationToken));

    public override async ValueTask<CacheResult<TValue>[]> GetManyAsync(TService service, TKey[] keys, ManyLoad<TService, TValue> load, CancellationToken cancellationToken) =>
        Array.ConvertAll(await table.GetManyAsync(service, keys, load, cancellationToken).ConfigureAwait(false), result => result.TryGet(out var held) ? new(copier.Copy(held)) : result);

    public override async ValueTask<CacheResult<TValue>> TryGetAsync(TKey key, CancellationToken cancellationToken)
    {
        var present = await table.TryGetAsync(key, cancellationToken).ConfigureAwait(false);
        return present.TryGet(out var held) ? new(copier.Copy(held)) : present;
    }

    // a value that cannot be copied changes nothing, and comes back to the caller as a task that failed
    public override async ValueTask SetAsync(TKey key, TValue value, TimeSpan? ttl, CancellationToken cancellationToken) =>
        await table.SetAsync(key, copier.Copy(value), ttl, cancellationToken).ConfigureAwait(false);

    public override async ValueTask<TValue> RefreshAsync(TService service, TKey key, CancellationToken cancellationToken) =>
        copier.Copy(await table.RefreshAsync(service, key, cancellationToken).ConfigureAwait(false));

    public override async ValueTask<TValue> RefreshAsync(TKey key, CancellationToken cancellationToken) =>
        copier.Copy(await table.RefreshAsync(key, cancellationToken).ConfigureAwait(false));

    public override ValueTask<bool> ExistsAsync(TKey key, CancellationToken cancellationToken) => table.ExistsAsync(key, cancellationToken);

    public override ValueTask<bool> HoldsAsync(TKey key, TValue value, CancellationToken cancellationToken) => table.HoldsAsync(key, value, cancellationToken);

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

    public override WriteEffect<TValue> Puts(TKey key) => new CopyOnWrite(table.Puts(key), table.Invalidates(key), copier);

    public override IReadOnlyList<IAsyncEnumerable<WarmLoad>> WarmLoads() => table.WarmLoads();

    private sealed class CopyOnWrite(WriteEffect<TValue> put, WriteEffect invalidation, ValueCopier<TValue> copier) : WriteEffect<TValue>
    {
        public override ValueTask BeginAsync() => put.BeginAsync();

        public override async ValueTask ApplyAsync(TValue value)
        {
            TValue copy;
            try
            {
                copy = copier.Copy(value);
            }
            catch (InvalidOperationException)
            {
                // the write has happened: what was there before it must go all the same
                await invalidation.ApplyAsync().ConfigureAwait(false);
                throw;
            }
            await put.ApplyAsync(copy).ConfigureAwait(false);
        }
    }
}
