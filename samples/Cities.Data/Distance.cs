namespace Cities.Data;

/// <summary>Distances on a sphere of the earth's mean radius.</summary>
public static class Distance
{
    private const double EarthRadiusKilometres = 6371.0088;

    /// <summary>The great-circle distance of two points, by the haversine formula: exact to half a percent, as the earth is no sphere.</summary>
    /// <param name="latitude1">Degrees north.</param>
    /// <param name="longitude1">Degrees east.</param>
    /// <param name="latitude2">Degrees north.</param>
    /// <param name="longitude2">Degrees east.</param>
    /// <returns>Kilometres.</returns>
    public static double Kilometres(double latitude1, double longitude1, double latitude2, double longitude2)
    {
        var latitude = double.DegreesToRadians(latitude2 - latitude1) / 2;
        var longitude = double.DegreesToRadians(longitude2 - longitude1) / 2;
        var haversine = (Math.Sin(latitude) * Math.Sin(latitude))
            + (Math.Cos(double.DegreesToRadians(latitude1)) * Math.Cos(double.DegreesToRadians(latitude2)) * Math.Sin(longitude) * Math.Sin(longitude));
        return 2 * EarthRadiusKilometres * Math.Asin(Math.Min(1, Math.Sqrt(haversine)));
    }
}
