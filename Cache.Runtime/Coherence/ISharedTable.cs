using Cache.SharedTier;

namespace Cache.Coherence;

// a cache as messages from the shared tier see it: what they drop is in memory only
internal interface ISharedTable : IVersioned
{
    /// <summary>The text before the arguments of each of its keys.</summary>
    string Prefix { get; }

    /// <summary>Drops what stands at a key, named by its text in the shared tier.</summary>
    void Drop(string key);

    /// <summary>Drops what a pattern matches.</summary>
    void Drop(KeyPattern pattern);

    /// <summary>Drops every key of a lane.</summary>
    void DropLane(int lane);
}
