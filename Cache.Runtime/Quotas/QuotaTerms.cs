namespace Cache.Quotas;

// what may be asked of a quota
internal static class QuotaTerms
{
    /// <exception cref="FormatException">The quota is no size in bytes.</exception>
    /// <exception cref="InvalidOperationException">One value may be larger than all together.</exception>
    public static void Check(CacheOptions options, SharedOptions sharing)
    {
        if (options.QuotaBytes is { } allocation && sharing.OwnValueLimit is { } cap && cap > allocation)
            Throw.CapOverQuota(cap, options.Quota!);
    }
}
