namespace Cache;

/// <summary>The policies of a container's caches: what they are and where that comes from, and how to change them while the application runs. Registered by <c>AddCache</c>.</summary>
/// <remarks>
/// A setting is what the highest layer says that names it: the library's default, <c>Policies:Default</c> in the configuration, the attribute, <c>Policies:</c> and the cache's name in
/// the configuration, an override. A cache is known once its definition is registered (<c>services.AddShopCaches()</c>) or it has been used. All members are safe for concurrent use.
/// </remarks>
public interface ICachePolicies
{
    /// <summary>Tells what each setting of a cache is now, and which layer said so.</summary>
    /// <param name="name">The cache's name.</param>
    /// <returns>All settings, as of this call.</returns>
    /// <exception cref="ArgumentException">No cache of that name is known. The message names the nearest ones.</exception>
    CachePolicyExplanation Explain(string name);

    /// <summary>Sets settings of a cache above all that attribute and configuration say, on this node only, for a time. It takes the place of an override that is there.</summary>
    /// <param name="name">The cache's name.</param>
    /// <param name="settings">The settings to change; at least one.</param>
    /// <param name="duration">How long, from now: above zero and at most 30 days. What is to stay for good belongs into the configuration.</param>
    /// <exception cref="ArgumentException">No cache of that name is known, or a setting is none that it can have. Nothing is changed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The duration is out of its range.</exception>
    void Override(string name, CachePolicySettings settings, TimeSpan duration);

    /// <summary>Ends the override of a cache before its time.</summary>
    /// <param name="name">The cache's name.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ArgumentException">No cache of that name is known.</exception>
    bool RemoveOverride(string name);
}
