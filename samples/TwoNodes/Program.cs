using System.Globalization;
using Cities.Data;
using TwoNodes;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    return await RunAsync(args);
}
catch (Exception failure) when (failure is InvalidOperationException or FormatException or NotSupportedException or IOException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}

static async Task<int> RunAsync(string[] args)
{
    if (args is ["node", var port, var file, var redis])
        await Node.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), file, redis);
    else
        await TellAsync(args is [var path] ? path : Path.Combine(AppContext.BaseDirectory, "cities.db"));
    return 0;
}

static async Task TellAsync(string file)
{
    var url = Environment.GetEnvironmentVariable("REDIS_URL");
    var isGiven = !string.IsNullOrWhiteSpace(url);
    if (!isGiven && !LocalRedis.IsInstalled)
    {
        throw new InvalidOperationException(
            "TwoNodes needs a Redis server of version 7.0 or later, and there is no redis-server on the PATH. Install one (on Debian or Ubuntu: apt-get install redis-server), " +
            "or name one that runs in the environment variable REDIS_URL: REDIS_URL=redis://localhost:6379");
    }

    var database = await CityDatabase.OpenAsync(file);
    await using var server = isGiven ? null : await LocalRedis.StartAsync();
    Console.WriteLine($"Two processes of one application, A and B; {(server is null ? "the Redis that REDIS_URL names" : $"a redis-server on port {server.Port}")}; one database.");
    await using var a = await NodeProcess.StartAsync(database.Path, server?.Url ?? url!);
    await using var b = await NodeProcess.StartAsync(database.Path, server?.Url ?? url!);
    await new Story(a, b, server).TellAsync();
    Console.WriteLine("\nCity data by GeoNames, CC BY 4.0");
}
