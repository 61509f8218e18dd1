namespace Cities.Data;

/// <summary>A city, town or seat of administration.</summary>
/// <param name="Id">The GeoNames id.</param>
/// <param name="Name">The name, in the local spelling.</param>
/// <param name="Country">The country, as ISO 3166-1 alpha-2.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Population">The number of inhabitants; 0 is unknown.</param>
/// <param name="Feature">The GeoNames feature code, such as <c>PPLC</c> for a capital.</param>
/// <param name="Region">The first-order administrative code within the country, or nothing.</param>
public sealed record City(int Id, string Name, string Country, double Latitude, double Longitude, long Population, string Feature, string Region)
{
    /// <summary>The columns in the order of the constructor, for a query that <see cref="From"/> reads.</summary>
    public const string Columns = "id, name, country, latitude, longitude, population, feature, region";

    /// <summary>Reads a city from the first eight columns of a row.</summary>
    /// <param name="row">A row that begins with <see cref="Columns"/>.</param>
    /// <returns>The city.</returns>
    public static City From(System.Data.Common.DbDataReader row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetDouble(3), row.GetDouble(4), row.GetInt64(5), row.GetString(6), row.GetString(7));
    }
}
