namespace Cache.Tests.Samples;

/// <summary>The sample Cities, as a visitor sees it: what is answered, and whether the database was asked.</summary>
internal sealed class CitiesSampleTests
{
    private const int Paris = 2988507;
    private const int Zurich = 2657896;
    private CitiesSample _cities = null!;

    [OneTimeSetUp]
    public async Task Start() => _cities = await CitiesSample.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _cities.DisposeAsync();

    [Test]
    public async Task A_city_is_read_once()
    {
        var first = await _cities.GetAsync($"/cities/{Zurich}");
        var second = await _cities.GetAsync($"/cities/{Zurich}");

        Assert.That((first.Status, (string)first.Json["name"]!, (string)first.Json["country"]!), Is.EqualTo((200, "Zürich", "CH")));
        Assert.That((first.Queries, second.Queries), Is.EqualTo((1, 0)));
        Assert.That(second.Text, Is.EqualTo(first.Text));
    }

    [Test]
    public async Task A_city_that_is_not_there_is_asked_for_once_as_well()
    {
        var first = await _cities.GetAsync("/cities/1");
        var second = await _cities.GetAsync("/cities/1");

        Assert.That((first.Status, first.Queries, second.Status, second.Queries), Is.EqualTo((404, 1, 404, 0)));
        Assert.That((string)second.Json["detail"]!, Does.Contain("no city with the id 1"));
    }

    [Test]
    public async Task A_page_of_a_country_is_cached_by_its_arguments()
    {
        var first = await _cities.GetAsync("/cities?country=IT&size=20");
        var second = await _cities.GetAsync("/cities?country=IT&page=2&size=20");
        var again = await _cities.GetAsync("/cities?country=it&page=1");

        Assert.That(((string)first.Json["cities"]![0]!["name"]!, (bool)first.Json["hasMore"]!), Is.EqualTo(("Rome", true)));
        Assert.That(Ids(second).Intersect(Ids(first)), Is.Empty);
        Assert.That(Ids(second), Has.Length.EqualTo(20));
        Assert.That((first.Queries, second.Queries, again.Queries), Is.EqualTo((1, 1, 0)), "it is IT, page 1 and size 20 are the defaults: the first call's entry");
        Assert.That(again.Text, Is.EqualTo(first.Text));
    }

    [Test]
    public async Task Names_are_searched_by_their_beginning()
    {
        var found = await _cities.GetAsync("/cities?country=AT&name=salz");
        var wildcard = await _cities.GetAsync("/cities?country=AT&name=%25");

        var names = found.Json["cities"]!.AsArray().Select(city => (string)city!["name"]!).ToArray();
        Assert.That(names, Does.Contain("Salzburg"));
        Assert.That(names, Has.All.StartsWith("Salz"));
        Assert.That(wildcard.Json["cities"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task The_slow_search_runs_once_for_all_who_ask_at_the_same_time()
    {
        var before = await _cities.GetAsync("/cities/1");
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _cities.GetAsync("/cities/nearest?lat=-12.0464&lon=-77.0428&count=3")));
        var after = await _cities.GetAsync("/cities/1");

        Assert.That(answers.Select(answer => answer.Text).Distinct(), Has.One.Contains("\"Lima\""));
        Assert.That(answers.Sum(answer => answer.Queries), Is.EqualTo(1));
        Assert.That(answers.Max(answer => answer.QueryMilliseconds), Is.GreaterThan(0));
        Assert.That(after.QueriesSinceStart - before.QueriesSinceStart, Is.EqualTo(1));
    }

    [Test]
    public async Task A_country_in_figures()
    {
        var first = await _cities.GetAsync("/countries/ES/statistics");
        var second = await _cities.GetAsync("/countries/es/statistics");
        var none = await _cities.GetAsync("/countries/ZZ/statistics");

        Assert.That(((int)first.Json["cities"]!, (string)first.Json["largest"]!["name"]!), Is.EqualTo((6972, "Madrid")));
        Assert.That((first.Queries, second.Queries, none.Status), Is.EqualTo((1, 0, 404)));
    }

    [Test]
    public async Task An_update_is_seen_by_all_that_shows_it_and_by_nothing_else()
    {
        string[] pages = ["/cities?country=FR", "/cities?country=FR&page=2", "/cities?country=FR&name=Par"];
        string[] shows = [.. pages, "/countries/FR/statistics", "/cities/nearest?lat=48.8566&lon=2.3522"];
        string[] doNotShow = ["/cities?country=DE", "/countries/DE/statistics", "/cities/nearest?lat=52.52&lon=13.405"];
        var population = (long)(await _cities.GetAsync($"/cities/{Paris}")).Json["population"]!;
        var total = (long)(await _cities.GetAsync("/countries/FR/statistics")).Json["population"]!;
        foreach (var path in (string[])[.. shows, .. doNotShow])
            await _cities.GetAsync(path);

        var update = await _cities.PutPopulationAsync(Paris, population + 1000);

        Assert.That((update.Status, (long)update.Json["population"]!), Is.EqualTo((200, population + 1000)));
        var city = await _cities.GetAsync($"/cities/{Paris}");
        Assert.That(((long)city.Json["population"]!, city.Queries), Is.EqualTo((population + 1000, 0)), "the update put the city");
        Assert.That((long)(await _cities.GetAsync("/countries/FR/statistics")).Json["population"]!, Is.EqualTo(total + 1000));
        Assert.That((await _cities.GetAsync("/cities/nearest?lat=48.8566&lon=2.3522")).Text, Does.Contain($"\"population\":{population + 1000}"));
        Assert.That(await QueriesOf(pages), Is.EqualTo(new[] { 1, 1, 1 }));
        Assert.That(await QueriesOf(shows), Is.EqualTo(new[] { 0, 0, 0, 0, 0 }), "they are cached again");
        Assert.That(await QueriesOf(doNotShow), Is.EqualTo(new[] { 0, 0, 0 }));
    }

    [Test]
    public async Task A_visitor_finds_the_cities_visited_last_first()
    {
        await _cities.VisitAsync(2950159);
        await _cities.VisitAsync(Zurich);
        var last = await _cities.VisitAsync(2950159);

        var recent = await _cities.GetAsync("/recent");

        Assert.That(recent.Json.AsArray().Select(city => (string)city!["name"]!), Is.EqualTo(new[] { "Berlin", "Zürich" }));
        Assert.That(recent.Text, Is.EqualTo(last.Text));
        Assert.That((await _cities.VisitAsync(1)).Status, Is.EqualTo(404));
    }

    private static int[] Ids(CitiesSample.Answer answer) => [.. answer.Json["cities"]!.AsArray().Select(city => (int)city!["id"]!)];

    private async Task<int[]> QueriesOf(string[] paths)
    {
        var queries = new int[paths.Length];
        for (var i = 0; i < paths.Length; i++)
            queries[i] = (await _cities.GetAsync(paths[i])).Queries;
        return queries;
    }
}
