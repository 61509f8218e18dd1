namespace Cache;

/// <summary>
/// On a partial method that asks for many keys at once: it reads and fills the entries of the named cached method, and its Core method is called once for the keys that are missing.
/// </summary>
/// <remarks>
/// <para>
/// Its parameters are those of the cached method, with one that belongs to the key as a list; it returns an <see cref="IReadOnlyDictionary{TKey, TValue}"/> in a <see cref="Task{TResult}"/> or
/// <see cref="ValueTask{TResult}"/>. The body is a method with <c>Core</c> in its name, which takes the list as an <see cref="IReadOnlyList{T}"/> and answers with what there is.
/// </para>
/// <para>
/// A key that the Core method does not answer for is not in the result, and neither is one whose value is null. Name, policy, tags and invalidations are those of the cached method.
/// </para>
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CacheManyAttribute : Attribute
{
    /// <summary>Names the cache by <see cref="Cache"/>.</summary>
    public CacheManyAttribute()
    {
    }

    /// <summary>Names the cached method of the same class.</summary>
    /// <param name="method">The cached method: <c>nameof(GetUserAsync)</c>.</param>
    public CacheManyAttribute(string method) => Method = method;

    /// <summary>The cached method of the same class.</summary>
    public string? Method { get; }

    /// <summary>The name of the cache, which chooses among overloads.</summary>
    /// <value>The default is none: the method is named.</value>
    public string? Cache { get; init; }

    /// <summary>The most keys that one call of the Core method is given, for databases that limit the parameters of a query. More keys are loaded by several calls, one after the other.</summary>
    /// <value>The default is 0: no limit.</value>
    public int BatchSize { get; init; }

    /// <summary>The method that loads, where it is not the one with <c>Core</c> in its name.</summary>
    /// <value>The default is the method's own name with <c>Core</c> before <c>Async</c> or at the end.</value>
    public string? Source { get; init; }
}
