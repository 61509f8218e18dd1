using Cache;
using Cities.Data;

namespace Cities;

/// <summary>
/// The cities, cached. Each public method is a declaration: the generator writes it, and its body is the private method of the same name with
/// <c>Core</c> in it.
/// </summary>
/// <param name="database">Where the cities are.</param>
/// <param name="cache">The caches of the application; the generated code finds it here.</param>
public sealed partial class CityService(RequestDatabase database, ICache cache)
{
    /// <summary>A city by its id. That there is none is a result too, and cached like any other.</summary>
    /// <param name="id">The GeoNames id.</param>
    /// <param name="cancellationToken">Cancels this caller's wait.</param>
    /// <returns>The city, or nothing.</returns>
    [Cache(Name = "city", Ttl = "1h")]
    public partial Task<City?> GetCityAsync(int id, CancellationToken cancellationToken = default);

    private async Task<City?> GetCityCoreAsync(int id, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync($"SELECT {City.Columns} FROM city WHERE id = $id", City.From, cancellationToken, ("$id", id));
        return rows is [var city] ? city : null;
    }

    /// <summary>A page of a country's cities, the largest first. All pages of a country are one group, so they can be invalidated without a look for them.</summary>
    /// <param name="country">The country, as ISO 3166-1 alpha-2, in capitals.</param>
    /// <param name="name">What the names begin with; nothing is any name.</param>
    /// <param name="page">The page, from 1.</param>
    /// <param name="size">How many cities a page holds.</param>
    /// <param name="cancellationToken">Cancels this caller's wait.</param>
    /// <returns>The page; it is empty where there are no such cities.</returns>
    [Cache(Name = "city-pages", Ttl = "10m", Groups = ["country"])]
    public partial Task<CityPage> SearchAsync(string country, string? name, int page, int size, CancellationToken cancellationToken = default);

    private async Task<CityPage> SearchCoreAsync(string country, string? name, int page, int size, CancellationToken cancellationToken)
    {
        // one row more than the page holds tells whether another page follows
        var rows = await database.QueryAsync(
            $"""
            SELECT {City.Columns} FROM city
            WHERE country = $country AND ($prefix = '' OR substr(name, 1, length($prefix)) = $prefix COLLATE NOCASE)
            ORDER BY population DESC, id LIMIT $size + 1 OFFSET ($page - 1) * $size
            """,
            City.From, cancellationToken, ("$country", country), ("$prefix", name ?? ""), ("$page", (long)page), ("$size", size));
        return new CityPage(country, name, page, size, rows.Count > size, [.. rows.Take(size)]);
    }

    /// <summary>
    /// The cities nearest to a point. The query is slow on purpose: no index helps, so the distance to every city is computed.
    /// Each list bears a tag for each city in it, so that a change of one city reaches exactly the lists that show it.
    /// </summary>
    /// <param name="latitude">Degrees north.</param>
    /// <param name="longitude">Degrees east.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Cancels this caller's wait.</param>
    /// <returns>The cities, the nearest first.</returns>
    [Cache(Name = "nearest", Ttl = "10m", Jitter = "1m")]
    public partial Task<IReadOnlyList<Neighbour>> GetNearestAsync(double latitude, double longitude, int count, CancellationToken cancellationToken = default);

    private async Task<IReadOnlyList<Neighbour>> GetNearestCoreAsync(
        double latitude, double longitude, int count, CacheContext context, CancellationToken cancellationToken)
    {
        var neighbours = await database.QueryAsync(
            $"SELECT {City.Columns}, distance_km(latitude, longitude, $latitude, $longitude) AS distance FROM city ORDER BY distance LIMIT $count",
            row => new Neighbour(Math.Round(row.GetDouble(8), 3), City.From(row)),
            cancellationToken, ("$latitude", latitude), ("$longitude", longitude), ("$count", count));
        foreach (var neighbour in neighbours)
            context.AddTag(TagOf(neighbour.City.Id));
        return neighbours;
    }

    /// <summary>A country in figures. Those of the largest countries are loaded as the application starts.</summary>
    /// <param name="country">The country, as ISO 3166-1 alpha-2, in capitals.</param>
    /// <param name="cancellationToken">Cancels this caller's wait.</param>
    /// <returns>The figures, or nothing where the country has no cities.</returns>
    [Cache(Name = "country-statistics", Ttl = "1h"), CacheWarm("CN"), CacheWarm("IN"), CacheWarm("US")]
    public partial Task<CountryStatistics?> GetStatisticsAsync(string country, CancellationToken cancellationToken = default);

    private async Task<CountryStatistics?> GetStatisticsCoreAsync(string country, CancellationToken cancellationToken)
    {
        // SQLite takes the columns that stand beside max() from the row that holds the maximum: the largest city
        var rows = await database.QueryAsync(
            $"SELECT {City.Columns}, count(*), sum(population), max(population) FROM city WHERE country = $country GROUP BY country",
            row => new CountryStatistics(row.GetString(2), row.GetInt32(8), row.GetInt64(9), City.From(row)),
            cancellationToken, ("$country", country));
        return rows is [var statistics] ? statistics : null;
    }

    /// <summary>
    /// Sets a city's population. What it returns becomes the cached city; the pages and the figures of the country, and the lists of
    /// neighbours that show the city, are invalidated, also when the update fails: it may have been written before it did.
    /// </summary>
    /// <param name="city">The city.</param>
    /// <param name="population">The number of inhabitants.</param>
    /// <param name="cancellationToken">Cancels the update, never the invalidations.</param>
    /// <returns>The city as it is now, or nothing where it is gone.</returns>
    [CachePut(nameof(GetCityAsync), Arguments = ["id = city.Id"])]
    [CacheInvalidate(nameof(SearchAsync), Match = ArgumentMatch.Partial, Arguments = ["country = city.Country"])]
    [CacheInvalidate(nameof(GetStatisticsAsync), Arguments = ["country = city.Country"])]
    public partial Task<City?> SetPopulationAsync(City city, long population, CancellationToken cancellationToken = default);

    private async Task<City?> SetPopulationCoreAsync(City city, long population, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await database.QueryAsync(
                $"UPDATE city SET population = $population WHERE id = $id RETURNING {City.Columns}",
                City.From, cancellationToken, ("$population", population), ("$id", city.Id));
            return rows is [var changed] ? changed : null;
        }
        finally
        {
            await cache.InvalidateTagAsync(TagOf(city.Id), CancellationToken.None);
        }
    }

    private static string TagOf(int id) => $"city:{id}";
}
