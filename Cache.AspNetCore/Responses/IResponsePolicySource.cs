namespace Cache.Responses;

// what marks a route: the convention's policy, or the attribute that makes one
internal interface IResponsePolicySource
{
    /// <summary>The policy.</summary>
    /// <exception cref="ArgumentException">What was said of the route is wrong.</exception>
    CacheResponsePolicy Policy { get; }
}
