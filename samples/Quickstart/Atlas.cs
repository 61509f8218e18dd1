using Cache;
using Cities.Data;

namespace Quickstart;

/// <summary>Questions about the cities of the world, each answered once.</summary>
public sealed partial class Atlas(CityDatabase database, ICache cache)
{
    /// <summary>The five cities nearest to a point.</summary>
    [Cache(Name = "nearest", Ttl = "10m")]
    public partial Task<IReadOnlyList<City>> NearestAsync(double latitude, double longitude, CancellationToken cancellationToken = default);

    // no index helps here: the distance to each of 135,233 cities is computed
    private Task<IReadOnlyList<City>> NearestCoreAsync(double latitude, double longitude, CancellationToken cancellationToken) =>
        database.QueryAsync(
            $"SELECT {City.Columns} FROM city ORDER BY distance_km(latitude, longitude, $latitude, $longitude) LIMIT 5",
            City.From, cancellationToken, ("$latitude", latitude), ("$longitude", longitude));

    /// <summary>A page of a country's cities, ten a page, the largest first.</summary>
    [Cache(Name = "largest", Ttl = "1h")]
    public partial Task<IReadOnlyList<City>> LargestAsync(string country, int page, CancellationToken cancellationToken = default);

    private Task<IReadOnlyList<City>> LargestCoreAsync(string country, int page, CancellationToken cancellationToken) =>
        database.QueryAsync(
            $"SELECT {City.Columns} FROM city WHERE country = $country ORDER BY population DESC LIMIT 10 OFFSET ($page - 1) * 10",
            City.From, cancellationToken, ("$country", country), ("$page", page));
}
