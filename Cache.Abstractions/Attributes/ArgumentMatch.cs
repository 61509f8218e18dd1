namespace Cache;

/// <summary>Which parameters of a cached method its invalidator must have.</summary>
public enum ArgumentMatch
{
    /// <summary>All that belong to the key; one that is missing is a compile-time error.</summary>
    Exact,

    /// <summary>Some: a missing one stands for any value, as in <c>InvalidateWhereAsync</c>.</summary>
    Partial,
}
