using Cache;
using Cities.Data;

namespace TwoNodes;

/// <summary>The application: two cached methods and an update. It knows nothing of nodes or of Redis.</summary>
/// <param name="database">Where the cities are.</param>
/// <param name="cache">The caches of the application; the generated code finds it here.</param>
public sealed partial class Atlas(CityDatabase database, ICache cache)
{
    /// <summary>The names of the cities nearest to a point. The query is slow on purpose: it computes the distance to every city.</summary>
    /// <param name="latitude">Degrees north.</param>
    /// <param name="longitude">Degrees east.</param>
    /// <param name="cancellationToken">Cancels this caller's wait.</param>
    /// <returns>Three names, the nearest first.</returns>
    [Cache(Name = "nearest", Ttl = "10m")]
    public partial Task<IReadOnlyList<string>> NearestAsync(double latitude, double longitude, CancellationToken cancellationToken = default);

    private Task<IReadOnlyList<string>> NearestCoreAsync(double latitude, double longitude, CancellationToken cancellationToken) => database.QueryAsync(
        "SELECT name, distance_km(latitude, longitude, $latitude, $longitude) AS distance FROM city ORDER BY distance LIMIT 3",
        row => row.GetString(0), cancellationToken, ("$latitude", latitude), ("$longitude", longitude));

    /// <summary>How many people live in a city.</summary>
    /// <param name="id">The GeoNames id.</param>
    /// <param name="cancellationToken">Cancels this caller's wait.</param>
    /// <returns>The number.</returns>
    [Cache(Name = "population", Ttl = "1h")]
    public partial Task<long> GetPopulationAsync(int id, CancellationToken cancellationToken = default);

    private async Task<long> GetPopulationCoreAsync(int id, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync("SELECT population FROM city WHERE id = $id", row => row.GetInt64(0), cancellationToken, ("$id", id));
        return rows.Single();
    }

    /// <summary>Sets how many people live in a city, and invalidates what was known.</summary>
    /// <param name="id">The GeoNames id.</param>
    /// <param name="population">The number.</param>
    /// <returns>A task that ends when it is written and the invalidation holds.</returns>
    [CacheInvalidate(nameof(GetPopulationAsync))]
    public partial Task SetPopulationAsync(int id, long population);

    private Task SetPopulationCoreAsync(int id, long population) => WriteAsync(id, population);

    /// <summary>Writes past the cache, as another program would.</summary>
    /// <param name="id">The GeoNames id.</param>
    /// <param name="population">The number.</param>
    /// <returns>A task that ends when it is written.</returns>
    public Task WriteAsync(int id, long population) => database.QueryAsync(
        "UPDATE city SET population = $population WHERE id = $id RETURNING id", row => row.GetInt32(0), default, ("$id", id), ("$population", population));
}
