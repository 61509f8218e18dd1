using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Cache.CompilerServices;
using Cache.Engine;

namespace Cache.Warming;

/// <summary>The loads that warm one cache.</summary>
/// <remarks>
/// Each is a call like any other: what is live is not loaded again, a flight that is under way is joined, and with a shared tier the value of another node is taken. Each runs on
/// an instance from a scope of its own, because what such an instance holds (a <c>DbContext</c>) serves one at a time.
/// </remarks>
internal sealed class TableWarming<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
    CacheDefinition<TService, TKey, TValue> definition, MethodCache<TService, TKey, TValue> table, ScopedInstances instances)
    where TKey : notnull
{
    public IReadOnlyList<IAsyncEnumerable<WarmLoad>> Loads() =>
    [
        definition.WarmKeys.Select(Load).ToAsyncEnumerable(),
        .. definition.WarmSources.Select(source => Loads(source)),
    ];

    // a source that is a method of the instance finds it open until the last of its rows is read
    private async IAsyncEnumerable<WarmLoad> Loads(Func<TService, CancellationToken, IAsyncEnumerable<TKey>> source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var instance = await instances.OpenAsync<TService>().ConfigureAwait(false);
        await using var _ = instance.ConfigureAwait(false);
        await foreach (var key in source(instance.Service, cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return Load(key);
    }

    private WarmLoad Load(TKey key) => cancellationToken => LoadAsync(key, cancellationToken);

    private async Task LoadAsync(TKey key, CancellationToken cancellationToken)
    {
        var instance = await instances.OpenAsync<TService>().ConfigureAwait(false);
        await using var _ = instance.ConfigureAwait(false);
        await table.GetValueTask(instance.Service, key, cancellationToken).ConfigureAwait(false);
    }
}
