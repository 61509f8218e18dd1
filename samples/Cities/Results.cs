using Cities.Data;

namespace Cities;

/// <summary>A page of a country's cities, the largest first.</summary>
/// <param name="Country">The country, as ISO 3166-1 alpha-2.</param>
/// <param name="Name">What the names begin with, or nothing.</param>
/// <param name="Page">The page, from 1.</param>
/// <param name="Size">How many cities a page holds.</param>
/// <param name="HasMore">Whether another page follows.</param>
/// <param name="Cities">The cities.</param>
public sealed record CityPage(string Country, string? Name, int Page, int Size, bool HasMore, IReadOnlyList<City> Cities);

/// <summary>A city near a point.</summary>
/// <param name="Kilometres">The distance.</param>
/// <param name="City">The city.</param>
public sealed record Neighbour(double Kilometres, City City);

/// <summary>A country in figures.</summary>
/// <param name="Country">The country, as ISO 3166-1 alpha-2.</param>
/// <param name="Cities">How many cities it has.</param>
/// <param name="Population">How many people live in them.</param>
/// <param name="Largest">The city with the most of them.</param>
public sealed record CountryStatistics(string Country, int Cities, long Population, City Largest);
