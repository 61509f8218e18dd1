using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace Cache.CompilerServices;

/// <summary>Runs the Core method of a call over many keys.</summary>
/// <typeparam name="TService">The type that declares the method.</typeparam>
/// <typeparam name="TArguments">The arguments beside the list.</typeparam>
/// <typeparam name="TItem">The type of the list's elements.</typeparam>
/// <typeparam name="TValue">The result's type for one key.</typeparam>
/// <param name="service">The instance to run it on.</param>
/// <param name="arguments">The arguments beside the list.</param>
/// <param name="items">The elements that are to be loaded.</param>
/// <param name="cancellationToken">Cancelled when no caller waits for any of them any more.</param>
/// <returns>What there is.</returns>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate ValueTask<IReadOnlyDictionary<TItem, TValue>> ManyLoader<in TService, in TArguments, TItem, TValue>(
    TService service, TArguments arguments, IReadOnlyList<TItem> items, CancellationToken cancellationToken);

/// <summary>What a declaration over many keys says: how its keys are made, and what loads them. Static, like that of the cache whose entries it reads and fills.</summary>
/// <typeparam name="TService">The type that declares the method.</typeparam>
/// <typeparam name="TArguments">The arguments beside the list: one, a tuple of them, or <see cref="NoKey"/>.</typeparam>
/// <typeparam name="TItem">The type of the list's elements.</typeparam>
/// <typeparam name="TKey">The cache's key.</typeparam>
/// <typeparam name="TValue">The cache's value.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ManyDefinition<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TArguments, TItem, TKey, TValue>
    where TItem : notnull
    where TKey : notnull
{
    /// <summary>The member that declares it, as <c>Type.Member</c>, for messages.</summary>
    public required string Declaration { get; init; }

    /// <summary>The name of the list parameter.</summary>
    public required string List { get; init; }

    /// <summary>Makes the key of one element.</summary>
    public required Func<TArguments, TItem, TKey> Key { get; init; }

    /// <summary>Runs the Core method.</summary>
    public required ManyLoader<TService, TArguments, TItem, TValue> Load { get; init; }

    /// <summary>Whether a key that the Core method does not answer for has null for its value.</summary>
    public bool AbsentIsNull { get; init; }

    /// <summary>The most keys that one Core call is given.</summary>
    /// <value>The default is 0: no limit.</value>
    public int BatchSize { get; init; }

    /// <summary>A cached call of a method that returns a <see cref="Task{TResult}"/>.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="service">The instance whose Core method runs for what is missing.</param>
    /// <param name="arguments">The arguments beside the list.</param>
    /// <param name="items">The list.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The value of each element that has one other than null.</returns>
    public Task<IReadOnlyDictionary<TItem, TValue>> GetTask(
        MethodCache<TService, TKey, TValue> cache, TService service, TArguments arguments, IEnumerable<TItem> items, CancellationToken cancellationToken = default) =>
        GetValueTask(cache, service, arguments, items, cancellationToken).AsTask();

    /// <summary>A cached call of a method that returns a <see cref="ValueTask{TResult}"/>.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="service">The instance whose Core method runs for what is missing.</param>
    /// <param name="arguments">The arguments beside the list.</param>
    /// <param name="items">The list.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The value of each element that has one other than null.</returns>
    public ValueTask<IReadOnlyDictionary<TItem, TValue>> GetValueTask(
        MethodCache<TService, TKey, TValue> cache, TService service, TArguments arguments, IEnumerable<TItem> items, CancellationToken cancellationToken = default)
    {
        try
        {
            var call = new ManyCall<TService, TArguments, TItem, TKey, TValue>(this, arguments, items);
            var values = cache.GetManyAsync(service, call.Keys, call, cancellationToken);
            return values.IsCompletedSuccessfully ? new(call.Result(values.Result)) : ResultAsync(call, values);
        }
        catch (Exception failure)
        {
            // what a method that returns a task throws comes with the task
            return ValueTask.FromException<IReadOnlyDictionary<TItem, TValue>>(failure);
        }
    }

    private static async ValueTask<IReadOnlyDictionary<TItem, TValue>> ResultAsync(ManyCall<TService, TArguments, TItem, TKey, TValue> call, ValueTask<CacheResult<TValue>[]> values) =>
        call.Result(await values.ConfigureAwait(false));
}
