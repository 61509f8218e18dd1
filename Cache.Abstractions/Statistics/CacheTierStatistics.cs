namespace Cache;

/// <summary>How often one tier had what it was asked for.</summary>
/// <param name="Hits">It had a live entry.</param>
/// <param name="Misses">It had none.</param>
public sealed record CacheTierStatistics(long Hits, long Misses)
{
    /// <summary>The share of hits, from 0 to 1; <see langword="null"/> where nothing was asked.</summary>
    public double? HitRatio => Hits + Misses == 0 ? null : (double)Hits / (Hits + Misses);
}
