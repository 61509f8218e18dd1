using Microsoft.Extensions.Caching.Hybrid;

namespace Cache;

/// <summary>Settings of the HybridCache that <c>services.AddCache().AddHybridCache()</c> registers. How long entries live without options is the policy of the cache named <c>hybrid</c>, 5 minutes by default.</summary>
public sealed class HybridCacheSettings
{
    /// <summary>What holds for a call whose own options do not say it. Read once, when the HybridCache is made.</summary>
    /// <value>The default is <see langword="null"/>: no flags, and the times of the policy.</value>
    public HybridCacheEntryOptions? DefaultEntryOptions { get; set; }
}
