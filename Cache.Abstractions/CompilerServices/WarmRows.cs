using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>Makes keys of what a source of <see cref="CacheWarmAttribute"/> yields, whatever it yields it in.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WarmRows
{
    /// <summary>The keys of a sequence.</summary>
    /// <typeparam name="TRow">What the source yields.</typeparam>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <param name="rows">What the source returned.</param>
    /// <param name="key">The key of a row.</param>
    /// <returns>The keys.</returns>
    public static IAsyncEnumerable<TKey> Keys<TRow, TKey>(IEnumerable<TRow> rows, Func<TRow, TKey> key) => rows.Select(key).ToAsyncEnumerable();

    /// <summary>The keys of an asynchronous sequence.</summary>
    /// <typeparam name="TRow">What the source yields.</typeparam>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <param name="rows">What the source returned.</param>
    /// <param name="key">The key of a row.</param>
    /// <returns>The keys.</returns>
    public static IAsyncEnumerable<TKey> Keys<TRow, TKey>(IAsyncEnumerable<TRow> rows, Func<TRow, TKey> key) => rows.Select(key);

    /// <summary>The keys of a sequence that is waited for.</summary>
    /// <typeparam name="TRows">The type of the sequence.</typeparam>
    /// <typeparam name="TRow">What it holds.</typeparam>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <param name="rows">What the source returned.</param>
    /// <param name="key">The key of a row.</param>
    /// <returns>The keys.</returns>
    public static async IAsyncEnumerable<TKey> Keys<TRows, TRow, TKey>(Task<TRows> rows, Func<TRow, TKey> key)
        where TRows : IEnumerable<TRow>
    {
        foreach (var row in await rows.ConfigureAwait(false))
            yield return key(row);
    }

    /// <summary>The keys of a sequence that is waited for.</summary>
    /// <typeparam name="TRows">The type of the sequence.</typeparam>
    /// <typeparam name="TRow">What it holds.</typeparam>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <param name="rows">What the source returned.</param>
    /// <param name="key">The key of a row.</param>
    /// <returns>The keys.</returns>
    public static IAsyncEnumerable<TKey> Keys<TRows, TRow, TKey>(ValueTask<TRows> rows, Func<TRow, TKey> key)
        where TRows : IEnumerable<TRow> => Keys(rows.AsTask(), key);
}
