namespace Cache.Dependencies;

/// <summary>The context of a run whose reads of other caches are noted.</summary>
internal sealed class ReadingContext(ReadScope reads) : CacheContext
{
    /// <summary>What the run has read so far.</summary>
    public ReadScope Reads => reads;
}
