using System.Threading.RateLimiting;

namespace Cache.RateLimits;

// without a result where nobody was asked
internal sealed class CacheRateLimitLease(CacheRateLimitResult? result) : RateLimitLease
{
    private static readonly string[] s_names = [MetadataName.RetryAfter.Name, CacheRateLimiter.ResultName.Name];

    public override bool IsAcquired => result is { Allowed: true };

    public override IEnumerable<string> MetadataNames => result switch
    {
        null => [],
        { Allowed: true } => s_names[1..],
        _ => s_names,
    };

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        if (result is not { } answer)
            return false;
        if (metadataName == CacheRateLimiter.ResultName.Name)
            metadata = answer;
        else if (metadataName == MetadataName.RetryAfter.Name && !answer.Allowed)
            metadata = answer.RetryAfter;
        return metadata is not null;
    }
}
