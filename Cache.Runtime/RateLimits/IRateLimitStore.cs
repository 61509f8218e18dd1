using Cache.Inspection;

namespace Cache.RateLimits;

/// <summary>Where permits are counted: the memory of one process, or a server that several share. What checks the arguments and decides while a server is away is <see cref="ICacheRateLimits"/>, the same over both.</summary>
/// <remarks>
/// <para>A name is a full text (<c>app:#limit:1m:user:42</c>) and has one window. A provider of a shared tier registers one beside its <see cref="SharedTier.ISharedStore"/>.</para>
/// <para>Every member throws <see cref="SharedTier.SharedStoreException"/> when the server cannot be reached, answers too late or refuses. Whether the command was applied is then unknown.</para>
/// </remarks>
public interface IRateLimitStore
{
    /// <summary>Takes permits, all or none.</summary>
    /// <param name="take">What is asked for.</param>
    /// <param name="isAgain">Whether the same was sent before and nobody knows what became of it. What it took then it is given now, and it is not counted twice.</param>
    /// <returns>What was given.</returns>
    ValueTask<RateLimitCount> TakeAsync(RateLimitTake take, bool isAgain);

    /// <summary>Tells what <see cref="TakeAsync"/> would, and takes nothing.</summary>
    /// <param name="take">What would be asked for.</param>
    /// <returns>What would be given.</returns>
    ValueTask<RateLimitCount> LookAsync(RateLimitTake take);

    /// <summary>Forgets all permits of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether there were any.</returns>
    ValueTask<bool> ResetAsync(string name);

    /// <summary>Lists counts for people, as far as that can be done at a bounded price.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="matches">Which of them are wanted, by their full names.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The names. What they name may be gone by then.</returns>
    Task<ListedNames> ListAsync(string prefix, Predicate<string> matches, int limit, CancellationToken cancellationToken);
}

/// <summary>A request for permits.</summary>
/// <param name="Name">Of which count.</param>
/// <param name="Request">Names this very request: a number that no other has, of 60 bits or more.</param>
/// <param name="Limit">How many permits a window may have.</param>
/// <param name="Window">The length of the window, in whole milliseconds.</param>
/// <param name="Permits">How many are asked for.</param>
public readonly record struct RateLimitTake(string Name, long Request, int Limit, TimeSpan Window, int Permits);

/// <summary>What a count says.</summary>
/// <param name="Allowed">Whether the permits were given.</param>
/// <param name="Count">How many are in the window now, with those that were given.</param>
/// <param name="RetryAfter">How long it is until so many can be given; zero where they were.</param>
/// <param name="ResetAfter">How long it is until none is in the window.</param>
public readonly record struct RateLimitCount(bool Allowed, long Count, TimeSpan RetryAfter, TimeSpan ResetAfter);
