namespace Cache;

/// <summary>
/// On a partial method that writes: its result is stored as the entry of the named cached method for the same arguments. A body that throws stores nothing.
/// </summary>
/// <remarks>
/// Where another write or an invalidation of the same key ran meanwhile, nobody can tell whose value is the newer one: the entry is then invalidated instead of stored.
/// Arguments are matched by name and type; the result type is that of the cached method, in a <see cref="Task{TResult}"/> or <see cref="ValueTask{TResult}"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class CachePutAttribute : Attribute
{
    /// <summary>Names the cache by <see cref="Cache"/>.</summary>
    public CachePutAttribute()
    {
    }

    /// <summary>Names the cached method of the same class.</summary>
    /// <param name="method">The cached method: <c>nameof(GetUserAsync)</c>.</param>
    public CachePutAttribute(string method) => Method = method;

    /// <summary>The cached method of the same class.</summary>
    public string? Method { get; }

    /// <summary>The name of the cache, which chooses among overloads.</summary>
    /// <value>The default is none: the method is named.</value>
    public string? Cache { get; init; }

    /// <summary>Values of the cached method's parameters that are not parameters of the same name: <c>"userId = user.Id"</c>.</summary>
    /// <value>The default is none.</value>
    public string[] Arguments { get; init; } = [];

    /// <summary>The method that writes, where it is not the one with <c>Core</c> in its name.</summary>
    /// <value>The default is the method's own name with <c>Core</c> before <c>Async</c> or at the end.</value>
    public string? Source { get; init; }
}
