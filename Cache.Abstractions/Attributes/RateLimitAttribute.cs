namespace Cache;

/// <summary>On a partial method: its body, the Core method, runs at most so many times in any window of time, counted exactly by the class's <see cref="ICacheRateLimits"/>. A call beyond that throws.</summary>
/// <remarks>
/// Every call counts whose body begins, whatever becomes of it. A call that is refused throws <see cref="CacheRateLimitExceededException"/>, through its task. The method returns Task, Task&lt;T&gt;, ValueTask or ValueTask&lt;T&gt;; a method has this or
/// another attribute of the cache, not both.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RateLimitAttribute : Attribute
{
    /// <summary>Limits the method.</summary>
    /// <param name="limit">How many calls a window may have, from 1 to 1,000,000.</param>
    /// <param name="window">The length of the window as text, from 10 milliseconds to 31 days: <c>10s</c>, <c>1m</c>, <c>1h30m</c>.</param>
    public RateLimitAttribute(int limit, string window)
    {
        Limit = limit;
        Window = window;
    }

    /// <summary>How many calls a window may have.</summary>
    public int Limit { get; }

    /// <summary>The length of the window.</summary>
    public string Window { get; }

    /// <summary>The parameters whose arguments each have a count of their own: <c>"userId"</c>, <c>"tenant, userId"</c>.</summary>
    /// <value>The default is none: all calls of the method share one count.</value>
    public string? By { get; init; }

    /// <summary>What is counted. Methods of one name and window, overloads among them, share a count.</summary>
    /// <value>Letters, digits, <c>.</c>, <c>_</c>, <c>-</c>. The default is the method with its class and namespace: <c>Shop.Messages.SendAsync</c>.</value>
    public string? Name { get; init; }

    /// <summary>The method that is the body, where it is not the one with <c>Core</c> in its name.</summary>
    /// <value>The default is the method's own name with <c>Core</c> before <c>Async</c> or at the end.</value>
    public string? Source { get; init; }
}
