using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cities;

/// <summary>The routes. They check what comes in and call the cached service; which responses are cached as well is said where they are mapped.</summary>
internal static class CityEndpoints
{
    /// <summary>The rate limit of the search that is slow.</summary>
    public const string SlowSearch = "slow-search";

    private const string VisitorCookie = "visitor";
    private const long MostInhabitants = 100_000_000;

    public static void MapCities(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/cities", SearchAsync);
        routes.MapGet("/cities/nearest", NearestAsync).RequireRateLimiting(SlowSearch);
        routes.MapPut("/cities/{id:int}/population", SetPopulationAsync);
        routes.MapGet("/recent", RecentAsync);
        routes.MapPut("/recent/{id:int}", VisitAsync);

        // answered without their handlers until the cached method that these have called is invalidated. No invalidation reaches a client, so it is told to ask each time
        var responses = routes.MapGroup("").CacheResponse("10m", response => (response.ClientTtl, response.VaryByQuery) = ("0s", []));
        responses.MapGet("/cities/{id:int}", GetAsync);
        responses.MapGet("/countries/{code}/statistics", StatisticsAsync);
    }

    private static async Task<IResult> GetAsync(int id, CityService cities, CancellationToken cancellationToken) =>
        await cities.GetCityAsync(id, cancellationToken) is { } city ? TypedResults.Ok(city) : NoCity(id);

    private static async Task<IResult> SearchAsync(CityService cities, HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query);
        var (country, name) = (query.Country("country"), query.Text("name", most: 100));
        var (page, size) = (query.Whole("page", 1, 100_000, absent: 1), query.Whole("size", 1, 200, absent: 20));
        return query.Problem ?? TypedResults.Ok(await cities.SearchAsync(country, name, page, size, cancellationToken));
    }

    private static async Task<IResult> NearestAsync(CityService cities, HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query);
        var (latitude, longitude) = (query.Number("lat", -90, 90), query.Number("lon", -180, 180));
        var count = query.Whole("count", 1, 100, absent: 5);
        return query.Problem ?? TypedResults.Ok(await cities.GetNearestAsync(latitude, longitude, count, cancellationToken));
    }

    private static async Task<IResult> StatisticsAsync(string code, CityService cities, HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query);
        var country = query.Country("code", code);
        if (query.Problem is { } problem)
            return problem;
        return await cities.GetStatisticsAsync(country, cancellationToken) is { } statistics
            ? TypedResults.Ok(statistics)
            : TypedResults.Problem($"No city of the data is in {country}.", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> SetPopulationAsync(int id, CityService cities, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await PopulationIn(request, cancellationToken) is not { } population)
        {
            return TypedResults.Problem(
                $$"""The body must be JSON such as {"population": 2100000}, from 0 to {{MostInhabitants}}.""",
                statusCode: StatusCodes.Status400BadRequest);
        }
        return await cities.GetCityAsync(id, cancellationToken) is { } city
            && await cities.SetPopulationAsync(city, population, cancellationToken) is { } changed
                ? TypedResults.Ok(changed)
                : NoCity(id);
    }

    private static async Task<IResult> RecentAsync(VisitHistory visits, HttpContext http) =>
        TypedResults.Ok(await visits.GetAsync(VisitorOf(http), http.RequestAborted));

    // no part of GET /cities/{id}: a response that is served without its handler does nothing else
    private static async Task<IResult> VisitAsync(int id, CityService cities, VisitHistory visits, HttpContext http) =>
        await cities.GetCityAsync(id, http.RequestAborted) is { } city
            ? TypedResults.Ok(await visits.AddAsync(VisitorOf(http), city, http.RequestAborted))
            : NoCity(id);

    private static async Task<long?> PopulationIn(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var change = request.HasJsonContentType() ? await request.ReadFromJsonAsync<PopulationChange>(cancellationToken) : null;
            return change?.Population is >= 0 and <= MostInhabitants ? change.Population : null;
        }
        catch (JsonException)
        {
            // the caller is told what the body must be
            return null;
        }
    }

    private static Guid VisitorOf(HttpContext http)
    {
        if (Guid.TryParse(http.Request.Cookies[VisitorCookie], out var visitor))
            return visitor;
        visitor = Guid.NewGuid();
        http.Response.Cookies.Append(VisitorCookie, visitor.ToString(), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true });
        return visitor;
    }

    private static ProblemHttpResult NoCity(int id) =>
        TypedResults.Problem($"There is no city with the id {id}. Ids are those of GeoNames: 2988507 is Paris.", statusCode: StatusCodes.Status404NotFound);

    private sealed record PopulationChange(long? Population);
}
