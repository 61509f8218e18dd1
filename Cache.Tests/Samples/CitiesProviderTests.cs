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
    private const int Lisbon = 2267057;

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
        }, "--environment", "Production");
        _second = await CitiesSample.StartAsync(
            _folder["cities.db"], new Dictionary<string, string?> { ["REDIS_URL"] = null, ["Cache__Provider"] = null }, "--contentRoot", AppSettings(), "--environment", "Development");
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

    [TestCase("/cities/2950159")]
    [TestCase("/countries/IT/statistics")]
    public async Task A_client_that_has_the_response_gets_304_from_either_process(string path)
    {
        var first = await _first.GetAsync(path);
        var stored = await _first.GetAsync(path);
        var again = await _first.GetUnlessAsync(path, first.Headers.ETag);
        var there = await _second.GetUnlessAsync(path, first.Headers.ETag);

        Assert.That((first.Status, first.Headers.ETag?.IsWeak, first.Headers.CacheControl?.NoCache), Is.EqualTo((200, false, true)));
        Assert.That((stored.Text, stored.Headers.Age.HasValue), Is.EqualTo((first.Text, true)), "served without the handler");
        Assert.That((again.Status, again.Text, again.Queries), Is.EqualTo((304, "", 0)));
        Assert.That((there.Status, there.Queries), Is.EqualTo((304, IsShared ? 0 : 1)), "the tag is made of the body");
        Assert.That(new[] { again.Headers.ETag, there.Headers.ETag }, Is.All.EqualTo(first.Headers.ETag));
    }

    [TestCase("/cities/2267057")]
    [TestCase("/countries/PT/statistics")]
    public async Task An_update_gives_the_response_another_tag_at_once(string path)
    {
        var before = await _first.GetAsync(path);
        await _second.GetAsync(path);
        var population = (long)(await _first.GetAsync($"/cities/{Lisbon}")).Json["population"]!;

        await _first.PutPopulationAsync(Lisbon, population + 1000);

        var after = await _first.GetUnlessAsync(path, before.Headers.ETag);
        Assert.That((after.Status, (long)after.Json["population"]!), Is.EqualTo((200, (long)before.Json["population"]! + 1000)));
        Assert.That((await _first.GetUnlessAsync(path, after.Headers.ETag)).Status, Is.EqualTo(304));
        if (IsShared)
            await Node.UntilAsync(async () => (await _second.GetUnlessAsync(path, after.Headers.ETag)).Status == 304, "the other process serves the new response");
        else
            Assert.That((await _second.GetUnlessAsync(path, before.Headers.ETag)).Status, Is.EqualTo(304), "memory knows of no other process");
    }

    [Test]
    public async Task An_address_that_asks_too_often_is_told_when_to_come_again()
    {
        using var there = _first.CallerFrom(2);
        using var here = _second.CallerFrom(2);
        var path = new Uri("/cities/nearest?lat=40.4168&lon=-3.7038", UriKind.Relative);
        for (var i = 0; i < 100; i++)
            Assert.That((int)(await there.GetAsync(path)).StatusCode, Is.EqualTo(200));

        var refused = await there.GetAsync(path);
        var other = await here.GetAsync(path);

        Assert.That(((int)refused.StatusCode, refused.Content.Headers.ContentType?.MediaType), Is.EqualTo((429, "application/problem+json")));
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromMinutes(1)));
        Assert.That((int)other.StatusCode, Is.EqualTo(IsShared ? 429 : 200), "on Redis it is one count for all processes");
        Assert.That((await _first.GetAsync(path.ToString())).Status, Is.EqualTo(200), "another address");
    }

    [Test]
    public async Task Its_health_is_told()
    {
        foreach (var cities in (CitiesSample[])[_first, _second])
        {
            await Node.UntilAsync(async () => (await cities.GetAsync("/health/ready")).Text == "Healthy", "it is ready");
            Assert.That((await cities.GetAsync("/health/live")).Text, Is.EqualTo("Healthy"));
        }
    }

    [Test]
    public async Task The_admin_page_is_there_in_Development_alone()
    {
        await _second.GetAsync($"/cities/{Madrid}");

        var page = await _second.GetAsync("/cache/");
        var caches = await _second.GetAsync("/cache/api/caches");

        Assert.That((page.Status, page.MediaType), Is.EqualTo((200, "text/html")));
        Assert.That(caches.Text, Does.Contain("\"city\"").And.Contain("\"http-responses\""));
        foreach (var path in (string[])["/cache", "/cache/", "/cache/api/caches"])
            Assert.That((await _first.GetAsync(path)).Status, Is.EqualTo(404), path);
    }

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
