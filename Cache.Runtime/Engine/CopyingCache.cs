using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;

namespace Cache.Engine;

/// <summary>A cache that hands out copies, and stores copies of what it is handed: what a caller does to a value concerns nobody else. In front of the table, so that no other cache pays for it.</summary>
internal sealed class CopyingCache<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
    MethodCache<TService, TKey, TValue> table, ValueCopier<TValue> copier) : DelegatingCache<TService, TKey, TValue>(table)
    where TKey : notnull
{
    public override async Task<TValue> GetTask(TService service, TKey key, CancellationToken cancellationToken) =>
        copier.Copy(await Inner.GetTask(service, key, cancellationToken).ConfigureAwait(false));

    public override async ValueTask<TValue> GetValueTask(TService service, TKey key, CancellationToken cancellationToken) =>
        copier.Copy(await Inner.GetValueTask(service, key, cancellationToken).ConfigureAwait(false));

    public override TValue GetValue(TService service, TKey key, CancellationToken cancellationToken) =>
        copier.Copy(Inner.GetValue(service, key, cancellationToken));

    public override async ValueTask<CacheResult<TValue>[]> GetManyAsync(TService service, TKey[] keys, ManyLoad<TService, TValue> load, CancellationToken cancellationToken) =>
        Array.ConvertAll(await Inner.GetManyAsync(service, keys, load, cancellationToken).ConfigureAwait(false), result => result.TryGet(out var held) ? new(copier.Copy(held)) : result);

    public override async ValueTask<CacheResult<TValue>> TryGetAsync(TKey key, CancellationToken cancellationToken)
    {
        var present = await Inner.TryGetAsync(key, cancellationToken).ConfigureAwait(false);
        return present.TryGet(out var held) ? new(copier.Copy(held)) : present;
    }

    // a value that cannot be copied changes nothing, and comes back to the caller as a task that failed
    public override async ValueTask SetAsync(TKey key, TValue value, TimeSpan? ttl, CancellationToken cancellationToken) =>
        await Inner.SetAsync(key, copier.Copy(value), ttl, cancellationToken).ConfigureAwait(false);

    public override async ValueTask<TValue> RefreshAsync(TService service, TKey key, CancellationToken cancellationToken) =>
        copier.Copy(await Inner.RefreshAsync(service, key, cancellationToken).ConfigureAwait(false));

    public override async ValueTask<TValue> RefreshAsync(TKey key, CancellationToken cancellationToken) =>
        copier.Copy(await Inner.RefreshAsync(key, cancellationToken).ConfigureAwait(false));

    public override WriteEffect<TValue> Puts(TKey key) => new CopyOnWrite(Inner.Puts(key), Inner.Invalidates(key), copier);

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
