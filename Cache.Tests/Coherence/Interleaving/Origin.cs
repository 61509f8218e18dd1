using Cache.Tests.Engine;

namespace Cache.Tests.Coherence.Interleaving;

// where a value comes from; the value itself is its number, which survives the way through the shared tier
internal sealed class Origin(PageKey key, long began, string kind)
{
    public PageKey Key => key;

    /// <summary>When the load or the write began. A value that was set counts from the end of the set: nobody guards it before.</summary>
    public long Began { get; set; } = began;

    /// <summary>The tags that its load named, beside the declared ones.</summary>
    public string[] Tags { get; set; } = [];

    public override string ToString() => $"{key.Tenant}:{key.Page} by a {kind} that began at {Began}";
}

// a read, and what is known of the way that it took
internal sealed class Read(int node, long began, long at)
{
    public int Node => node;

    public long Began => began;

    /// <summary>The driven time at which it began.</summary>
    public long At => at;

    /// <summary>Whether it has opened a flight, which has read the shared tier.</summary>
    public bool WentToShared { get; set; }

    /// <summary>Whether the value was asked of a cache that makes it of another's.</summary>
    public bool IsDerived { get; set; }

    public long Value { get; set; }
}
