using System.Collections.Immutable;
using Cache;
using Cities.Data;

namespace Cities;

/// <summary>The cities that a visitor looked at last: a manual cache, with no method behind it.</summary>
/// <param name="cache">The caches of the application.</param>
public sealed partial class VisitHistory(ICache cache)
{
    private const int Kept = 5;

    /// <summary>The cities by visitor, the latest first; forgotten an hour after the last visit.</summary>
    [Cache(Name = "visits", Ttl = "1h")]
    public partial ICache<Guid, ImmutableArray<City>> Visits { get; }

    /// <summary>Puts a city at the head of a visitor's list.</summary>
    /// <param name="visitor">The visitor.</param>
    /// <param name="city">The city.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The list as it is now.</returns>
    public async ValueTask<ImmutableArray<City>> AddAsync(Guid visitor, City city, CancellationToken cancellationToken = default)
    {
        // two visits of one visitor at the same instant: the later one wins, which is good enough for a list of convenience
        var before = await GetAsync(visitor, cancellationToken);
        ImmutableArray<City> now = [city, .. before.Where(seen => seen.Id != city.Id).Take(Kept - 1)];
        await Visits.SetAsync(visitor, now, cancellationToken);
        return now;
    }

    /// <summary>A visitor's list.</summary>
    /// <param name="visitor">The visitor.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The cities, the latest first; empty for a visitor who is not known.</returns>
    public async ValueTask<ImmutableArray<City>> GetAsync(Guid visitor, CancellationToken cancellationToken = default) =>
        (await Visits.TryGetAsync(visitor, cancellationToken)).TryGet(out var cities) ? cities : [];
}
