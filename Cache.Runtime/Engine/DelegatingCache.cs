using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;

namespace Cache.Engine;

/// <summary>A cache in front of another one with the same keys: what stands here goes on as it is. What reads values is each one's own, so that it stays one call on the way of a hit.</summary>
internal abstract class DelegatingCache<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(MethodCache<TService, TKey, TValue> inner)
    : MethodCache<TService, TKey, TValue>
    where TKey : notnull
{
    protected MethodCache<TService, TKey, TValue> Inner => inner;

    public override ValueTask<TValue> RefreshAsync(TService service, TKey key, CancellationToken cancellationToken) => inner.RefreshAsync(service, key, cancellationToken);

    public override ValueTask<TValue> RefreshAsync(TKey key, CancellationToken cancellationToken) => inner.RefreshAsync(key, cancellationToken);

    public override ValueTask<bool> ExistsAsync(TKey key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

    public override ValueTask<bool> HoldsAsync(TKey key, TValue value, CancellationToken cancellationToken) => inner.HoldsAsync(key, value, cancellationToken);

    public override ValueTask SetAsync(TKey key, TValue value, TimeSpan? ttl, CancellationToken cancellationToken) => inner.SetAsync(key, value, ttl, cancellationToken);

    public override ValueTask<TimeSpan?> GetTimeToLiveAsync(TKey key, CancellationToken cancellationToken) => inner.GetTimeToLiveAsync(key, cancellationToken);

    public override ValueTask<bool> TouchAsync(TKey key, TimeSpan ttl, CancellationToken cancellationToken) => inner.TouchAsync(key, ttl, cancellationToken);

    public override IAsyncEnumerable<IReadOnlyList<CachedKey>> KeysAsync(string glob, int pageSize, CancellationToken cancellationToken) => inner.KeysAsync(glob, pageSize, cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateAsync(TKey key, CancellationToken cancellationToken) => inner.InvalidateAsync(key, cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateWhereAsync(KeyFilter filter, CancellationToken cancellationToken) => inner.InvalidateWhereAsync(filter, cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateMatchingAsync(string glob, CancellationToken cancellationToken) => inner.InvalidateMatchingAsync(glob, cancellationToken);

    public override ValueTask<InvalidationResult> InvalidateAllAsync(CancellationToken cancellationToken) => inner.InvalidateAllAsync(cancellationToken);

    public override string Key(TKey key) => inner.Key(key);

    public override WriteEffect Invalidates(TKey key) => inner.Invalidates(key);

    public override WriteEffect InvalidatesVariants(TKey key) => inner.InvalidatesVariants(key);

    public override WriteEffect Invalidates(KeyFilter filter) => inner.Invalidates(filter);

    public override WriteEffect<TValue> Puts(TKey key) => inner.Puts(key);

    public override IReadOnlyList<IAsyncEnumerable<WarmLoad>> WarmLoads() => inner.WarmLoads();
}
