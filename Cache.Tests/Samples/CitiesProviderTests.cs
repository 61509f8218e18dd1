using Cache.Tests.Redis;
using Microsoft.Data.Sqlite;

namespace Cache.Tests.Samples;

/// <summary>One binary of the sample Cities on every provider: chosen by variables of the environment, or by its appsettings.json.</summary>
[TestFixture("Memory")]
[TestFixture("Redis")]
[TestFixture("Hybrid")]
internal sealed class CitiesProviderTests(string provider)
{
    private const int Madrid = 3117735;

    private readonly TemporaryFolder _folder = new();
    private RedisServer? _server;
    private CitiesSample _first = null!;
    private CitiesSample _second = null!;

    private bool IsShared => _server is not null;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = provider == "Memory" ? null : await RedisServer.StartAsync();
        _first = await CitiesSample.StartAsync(_folder["cities.db"], new Dictionary<string, string?>
        {
            ["Cache__Provider"] = provider,
            ["REDIS_URL"] = IsShared ? $"redis://{_server!.ConnectionString}" : null,
        });
        _second = await CitiesSample.StartAsync(
            _folder["cities.db"], new Dictionary<string, string?> { ["REDIS_URL"] = null, ["Cache__Provider"] = null }, "--contentRoot", AppSettings());
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Test]
    public async Task A_route_is_cached_for_the_process_or_for_both()
    {
        var first = await _first.GetAsync("/cities/nearest?lat=40.4168&lon=-3.7038");
        var again = await _first.GetAsync("/cities/nearest?lat=40.4168&lon=-3.7038");
        var there = await _second.GetAsync("/cities/nearest?lat=40.4168&lon=-3.7038");

        Assert.That((first.Queries, again.Queries, there.Queries), Is.EqualTo((1, 0, IsShared ? 0 : 1)));
        Assert.That(new[] { again.Text, there.Text }, Is.All.EqualTo(first.Text));
        Assert.That(first.Text, Does.Contain("\"Madrid\""));
    }

    [Test]
    public async Task An_update_invalidates_for_the_process_or_for_both()
    {
        var population = (long)(await _first.GetAsync($"/cities/{Madrid}")).Json["population"]!;
        var total = await TotalAsync(_first);
        Assert.That(await TotalAsync(_second), Is.EqualTo(total));

        var update = await _first.PutPopulationAsync(Madrid, population + 1000);

        Assert.That(update.Status, Is.EqualTo(200), update.Text);
        Assert.That(await TotalAsync(_first), Is.EqualTo(total + 1000));
        Assert.That((long)(await _first.GetAsync($"/cities/{Madrid}")).Json["population"]!, Is.EqualTo(population + 1000));
        if (IsShared)
            await Node.UntilAsync(async () => await TotalAsync(_second) == total + 1000, "the other process has heard of the update");
        else
            Assert.That(await TotalAsync(_second), Is.EqualTo(total), "memory knows of no other process");
    }

    [Test]
    public async Task Its_health_is_told() =>
        await Node.UntilAsync(async () => (await _first.GetHealthAsync(), await _second.GetHealthAsync()) == ("Healthy", "Healthy"), "both are healthy");

    private static async Task<long> TotalAsync(CitiesSample cities) => (long)(await cities.GetAsync("/countries/ES/statistics")).Json["population"]!;

    // the settings of the second process come from its file
    private string AppSettings()
    {
        File.WriteAllText(_folder["appsettings.json"], $$"""
            { "Cache": { "Provider": "{{provider}}", "Redis": { "ConnectionString": "{{_server?.ConnectionString}}" } } }
            """);
        return Path.GetDirectoryName(_folder["appsettings.json"])!;
    }
}
