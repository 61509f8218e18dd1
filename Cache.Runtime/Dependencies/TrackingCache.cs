using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
using Cache.Engine;

namespace Cache.Dependencies;

/// <summary>A cache whose reads are noted where the code that reads makes something that is cached itself. In front of the table, so that no other container pays for it.</summary>
internal sealed class TrackingCache<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
    CacheTable<TService, TKey, TValue> table, ReadTracking tracking) : DelegatingCache<TService, TKey, TValue>(table)
    where TKey : notnull
{
    public CacheTable<TService, TKey, TValue> Table { get; } = table;

    public override Task<TValue> GetTask(TService service, TKey key, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? Table.GetAsync(reads, service, key, null, cancellationToken).AsTask() : Table.GetTask(service, key, cancellationToken);

    public override ValueTask<TValue> GetValueTask(TService service, TKey key, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? Table.GetAsync(reads, service, key, null, cancellationToken) : Table.GetValueTask(service, key, cancellationToken);

    public override TValue GetValue(TService service, TKey key, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? Table.Get(reads, service, key, cancellationToken) : Table.GetValue(service, key, cancellationToken);

    public override ValueTask<CacheResult<TValue>[]> GetManyAsync(TService service, TKey[] keys, ManyLoad<TService, TValue> load, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? Table.GetManyAsync(reads, service, keys, load, cancellationToken) : Table.GetManyAsync(service, keys, load, cancellationToken);

    public override ValueTask<CacheResult<TValue>> TryGetAsync(TKey key, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? Table.TryGetAsync(reads, key, cancellationToken) : Table.TryGetAsync(key, cancellationToken);

    public override async ValueTask<bool> ExistsAsync(TKey key, CancellationToken cancellationToken) => tracking.Current is { } reads
        ? (await Table.TryGetAsync(reads, key, cancellationToken).ConfigureAwait(false)).Found
        : await Table.ExistsAsync(key, cancellationToken).ConfigureAwait(false);

    public override ValueTask<bool> HoldsAsync(TKey key, TValue value, CancellationToken cancellationToken) =>
        tracking.Current is { } reads ? Table.HoldsAsync(reads, key, value, cancellationToken) : Table.HoldsAsync(key, value, cancellationToken);
}
