namespace Cache;

/// <summary>A lock that is held: renewed until it is disposed, which releases it, or lost.</summary>
/// <remarks>
/// It is lost when the server says that it is held no more, when no renewal has come through within its ttl by this process's own clock, counted from before the last renewal that did was sent, and when
/// its container is disposed. A lock that is not disposed is renewed for as long as the process lives.
/// </remarks>
public interface ICacheLock : IAsyncDisposable
{
    /// <summary>What is locked, as it was given.</summary>
    string Key { get; }

    /// <summary>Who holds it: a text that no other acquisition has.</summary>
    string Owner { get; }

    /// <summary>The fencing number: greater than that of every acquisition of this key before.</summary>
    long Fence { get; }

    /// <summary>
    /// How long the lock is held still, if no further renewal comes through, by this process's own clock, read at this moment; <see cref="TimeSpan.Zero"/> once it is lost or released. Look at it before a
    /// step that cannot be undone.
    /// </summary>
    TimeSpan Remaining { get; }

    /// <summary>Cancelled when the lock is lost; never by its release. Pass it to the work that the lock protects.</summary>
    CancellationToken Lost { get; }
}
