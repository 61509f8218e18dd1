namespace Cache.SharedTier;

/// <summary>One invalidation, as other nodes hear of it.</summary>
/// <param name="Lane">The lane in which it happened.</param>
/// <param name="Sequence">The lane's sequence after it.</param>
/// <param name="IsOwn">Whether this node sent it.</param>
/// <param name="Kind">What has been invalidated.</param>
/// <param name="Texts">The keys; or the one name of a version; or the one pattern.</param>
public readonly record struct SharedMessage(int Lane, long Sequence, bool IsOwn, SharedMessageKind Kind, IReadOnlyList<string> Texts);

/// <summary>What a message is about.</summary>
public enum SharedMessageKind
{
    /// <summary>Single keys.</summary>
    Keys,

    /// <summary>A version has moved.</summary>
    Version,

    /// <summary>A pattern.</summary>
    Pattern,
}

/// <summary>The sequences of all lanes at one time.</summary>
/// <param name="Sequences">By lane, that of patterns last.</param>
/// <param name="History">Names the data sets of the servers that were read (on Redis, their replication ids): another one may have lost acknowledged writes.</param>
/// <param name="ServerTime">The server's clock, in microseconds since 1970; of several servers, the one that is behind.</param>
public sealed record LaneReading(long[] Sequences, string History, long ServerTime);
