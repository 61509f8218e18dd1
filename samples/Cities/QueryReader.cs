using System.Globalization;

namespace Cities;

/// <summary>Reads the arguments of a query string, and collects what is wrong with them, so that one answer names it all.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private readonly Dictionary<string, string[]> _errors = [];

    /// <summary>The answer where something is wrong.</summary>
    public IResult? Problem => _errors.Count == 0 ? null : TypedResults.ValidationProblem(_errors);

    /// <summary>A decimal number that must be there.</summary>
    public double Number(string name, double least, double most)
    {
        string? text = query[name];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : Refuse(name, text, $"a number from {least} to {most}, with a point for the decimals", 0d);
    }

    /// <summary>A whole number, or its default where it is left out.</summary>
    public int Whole(string name, int least, int most, int absent)
    {
        string? text = query[name];
        if (text is null)
            return absent;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : Refuse(name, text, $"a whole number from {least} to {most}", absent);
    }

    /// <summary>A country code that must be there, in capitals: one cache entry for FR and fr.</summary>
    public string Country(string name) => Country(name, query[name]);

    /// <summary>A country code that comes from the path.</summary>
    public string Country(string name, string? text) =>
        text is { Length: 2 } && text.All(char.IsAsciiLetter)
            ? text.ToUpperInvariant()
            : Refuse(name, text, "a country code of two letters (ISO 3166-1), such as FR", "");

    /// <summary>A text of bounded length that may be left out.</summary>
    public string? Text(string name, int most)
    {
        string? text = query[name];
        return text is null || text.Length <= most ? (text is "" ? null : text) : Refuse(name, $"{text.Length} long", $"at most {most} characters", "");
    }

    private T Refuse<T>(string name, string? found, string expected, T fallback)
    {
        _errors[name] = [$"{name} must be {expected}; {(found is null ? "it is missing" : $"it is \"{found}\"")}."];
        return fallback;
    }
}
