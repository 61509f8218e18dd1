using Cache.Inspection;
using Cache.RateLimits;
using Cache.SharedTier;

namespace Cache.Tests.RateLimits;

/// <summary>A store of permits behind a network that fails when a test wants it to.</summary>
internal sealed class FaultyRateLimitStore(IRateLimitStore store) : IRateLimitStore
{
    private int _lost;

    /// <summary>While it is set, no command gets there.</summary>
    public bool IsAway { get; set; }

    /// <summary>The requests that were sent to take permits: their numbers, and whether they said that they had been sent before.</summary>
    public List<(long Request, bool IsAgain)> Taken { get; } = [];

    public Task<ListedNames> ListAsync(string prefix, Predicate<string> matches, int limit, CancellationToken cancellationToken) => store.ListAsync(prefix, matches, limit, cancellationToken);

    /// <summary>Lets the next commands fail after they have been applied.</summary>
    public void LoseAnswers(int count) => _lost = count;

    public ValueTask<RateLimitCount> TakeAsync(RateLimitTake take, bool isAgain)
    {
        Taken.Add((take.Request, isAgain));
        return SendAsync(() => store.TakeAsync(take, isAgain));
    }

    public ValueTask<RateLimitCount> LookAsync(RateLimitTake take) => SendAsync(() => store.LookAsync(take));

    public ValueTask<bool> ResetAsync(string name) => SendAsync(() => store.ResetAsync(name));

    private async ValueTask<T> SendAsync<T>(Func<ValueTask<T>> command)
    {
        if (IsAway)
            throw new SharedStoreException("The server is away.");
        var answer = await command();
        return _lost-- > 0 ? throw new SharedStoreException("The answer is lost.") : answer;
    }
}
