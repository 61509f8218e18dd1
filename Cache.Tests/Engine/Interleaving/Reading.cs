namespace Cache.Tests.Engine.Interleaving;

// a value with its origin: what was read, and when whoever read it had begun
internal sealed class Reading(PageKey key, int version, long began, string[] tags, string origin)
{
    public PageKey Key => key;

    /// <summary>The version that the database held when it was read, or that the write made.</summary>
    public int Version => version;

    /// <summary>When the load or the write began. A value that was set counts from the end of the set: nobody guards it before.</summary>
    public long Began { get; set; } = began;

    /// <summary>The tags that its load named, beside the declared ones.</summary>
    public string[] Tags => tags;

    public override string ToString() => $"{key.Tenant}:{key.Page} v{version} by a {origin} that began at {Began}";
}
