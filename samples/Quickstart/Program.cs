using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Cache;
using Cities.Data;
using Microsoft.Extensions.DependencyInjection;
using Quickstart;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var database = await CityDatabase.OpenAsync(args is [var path] ? path : Path.Combine(AppContext.BaseDirectory, "cities.db"));
Console.WriteLine($"135,233 cities in {Path.GetFileName(database.Path)}{(database.IsNew ? " (made just now)" : "")}; the cached methods are in Atlas.cs.\n");

// twice, each time with caches of its own: what is shown is the second run, in which the runtime has nothing left to compile
await RunAsync(TextWriter.Null);
await RunAsync(Console.Out);

Console.WriteLine("\nCity data by GeoNames, CC BY 4.0");
if (typeof(ICache).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
    Console.WriteLine("This is a Debug build: with -c Release the cached calls are several times faster.");

async Task RunAsync(TextWriter output)
{
    var services = new ServiceCollection();
    services.AddSingleton(database).AddSingleton<Atlas>();
    services.AddCache().AddMemory();
    services.AddQuickstartCaches();
    await using var provider = services.BuildServiceProvider();
    var atlas = provider.GetRequiredService<Atlas>();
    var show = new Steps(database, output);

    await show.Step("A first call: the cities nearest to Paris", () => atlas.NearestAsync(48.8566, 2.3522));
    await show.Step("The same call again", () => atlas.NearestAsync(48.8566, 2.3522));
    await show.Repeat("A million more, the time of each", 1_000_000, () => atlas.NearestAsync(48.8566, 2.3522));
    await show.Concurrent("1,000 concurrent callers on a cold key: Lima", 1000, () => atlas.NearestAsync(-12.0464, -77.0428));

    show.Heading("atlas.NearestCache.InvalidateAsync(48.8566, 2.3522)");
    await show.Step("The invalidation", () => atlas.NearestCache.InvalidateAsync(48.8566, 2.3522).AsTask());
    await show.Step("Paris again: the database is asked", () => atlas.NearestAsync(48.8566, 2.3522));
    await show.Step("Lima again: still cached", () => atlas.NearestAsync(-12.0464, -77.0428));

    show.Heading("atlas.LargestCache.InvalidateWhereAsync(country: \"FR\")");
    await show.Step("Before it: pages 1 to 3 of France and of Japan", () => SixPages(atlas));
    await show.Step("The partial invalidation: any page of France", () => atlas.LargestCache.InvalidateWhereAsync(country: "FR").AsTask());
    await show.Step("The six pages again: only France's are asked for", () => SixPages(atlas));
}

static async Task SixPages(Atlas atlas)
{
    foreach (var country in (string[])["FR", "JP"])
    {
        for (var page = 1; page <= 3; page++)
            await atlas.LargestAsync(country, page);
    }
}
