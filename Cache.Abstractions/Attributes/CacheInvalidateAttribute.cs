namespace Cache;

/// <summary>
/// On a partial method that writes: after its body has run, the entry of the named cached method for the same arguments is invalidated,
/// also when the body throws; the caller's token never cancels the invalidation.
/// </summary>
/// <remarks>
/// Arguments are matched by name and type. The body is the private method of the same name with <c>Core</c> before <c>Async</c> or at the end.
/// The method returns <see cref="Task"/>, <see cref="Task{TResult}"/>, <see cref="ValueTask"/> or <see cref="ValueTask{TResult}"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class CacheInvalidateAttribute : Attribute
{
    /// <summary>Names the cache by <see cref="Cache"/>.</summary>
    public CacheInvalidateAttribute()
    {
    }

    /// <summary>Names the cached method of the same class.</summary>
    /// <param name="method">The cached method: <c>nameof(GetUserAsync)</c>.</param>
    public CacheInvalidateAttribute(string method) => Method = method;

    /// <summary>The cached method of the same class.</summary>
    public string? Method { get; }

    /// <summary>The name of the cache, which chooses among overloads.</summary>
    /// <value>The default is none: the method is named.</value>
    public string? Cache { get; init; }

    /// <summary>Which parameters of the cached method must be found.</summary>
    /// <value>The default is <see cref="ArgumentMatch.Exact"/>.</value>
    public new ArgumentMatch Match { get; init; }

    /// <summary>Values of the cached method's parameters that are not parameters of the same name: <c>"userId = user.Id"</c>.</summary>
    /// <value>The default is none.</value>
    public string[] Arguments { get; init; } = [];

    /// <summary>The method that writes, where it is not the one with <c>Core</c> in its name.</summary>
    /// <value>The default is the method's own name with <c>Core</c> before <c>Async</c> or at the end.</value>
    public string? Source { get; init; }
}
