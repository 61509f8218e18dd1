using System.Text;
using System.Text.RegularExpressions;

namespace Cache.Tests.Samples;

/// <summary>The sample Cities, given what it cannot use; and its page and README, which must only name what it can.</summary>
internal sealed partial class CitiesSampleInputTests
{
    private CitiesSample _cities = null!;

    [OneTimeSetUp]
    public async Task Start() => _cities = await CitiesSample.StartAsync("--environment", "Development");

    [OneTimeTearDown]
    public async Task Stop() => await _cities.DisposeAsync();

    [TestCase("/cities/nearest", "lat must be a number from -90 to 90, with a point for the decimals; it is missing.")]
    [TestCase("/cities/nearest?lat=91&lon=0", "lat must be a number from -90 to 90, with a point for the decimals; it is \"91\".")]
    [TestCase("/cities/nearest?lat=1,5&lon=0", "it is \"1,5\".")]
    [TestCase("/cities/nearest?lat=NaN&lon=0", "it is \"NaN\".")]
    [TestCase("/cities/nearest?lat=0&lon=-180.5", "lon must be a number from -180 to 180, with a point for the decimals; it is \"-180.5\".")]
    [TestCase("/cities/nearest?lat=0&lon=0&count=0", "count must be a whole number from 1 to 100; it is \"0\".")]
    [TestCase("/cities", "country must be a country code of two letters (ISO 3166-1), such as FR; it is missing.")]
    [TestCase("/cities?country=France", "it is \"France\".")]
    [TestCase("/cities?country=FR&page=0", "page must be a whole number from 1 to 100000; it is \"0\".")]
    [TestCase("/cities?country=FR&page=two", "it is \"two\".")]
    [TestCase("/cities?country=FR&size=201", "size must be a whole number from 1 to 200; it is \"201\".")]
    [TestCase("/cities?country=FR&size=1&size=2", "it is \"1,2\".")]
    [TestCase("/countries/F1/statistics", "code must be a country code of two letters")]
    public async Task A_bad_argument_is_named_with_what_it_must_be(string path, string expected)
    {
        var answer = await _cities.GetAsync(path);

        Assert.That((answer.Status, answer.MediaType), Is.EqualTo((400, "application/problem+json")));
        Assert.That(answer.Json["errors"]!.AsObject().SelectMany(error => error.Value!.AsArray().Select(text => (string)text!)), Has.Some.Contains(expected));
        Assert.That(answer.Queries, Is.Zero);
    }

    [Test]
    public async Task All_that_is_wrong_is_named_in_one_answer()
    {
        var answer = await _cities.GetAsync("/cities/nearest?lat=a&lon=b&count=c");

        Assert.That(answer.Json["errors"]!.AsObject().Select(error => error.Key), Is.EquivalentTo(new[] { "lat", "lon", "count" }));
    }

    [TestCase("/cities/abc")]
    [TestCase("/cities/99999999999")]
    [TestCase("/nowhere")]
    public async Task What_is_not_there_is_a_404_with_a_problem(string path)
    {
        var answer = await _cities.GetAsync(path);

        Assert.That((answer.Status, answer.MediaType), Is.EqualTo((404, "application/problem+json")));
    }

    [TestCase("""{"population": -1}""", "application/json")]
    [TestCase("""{"population": 100000001}""", "application/json")]
    [TestCase("""{"population": "many"}""", "application/json")]
    [TestCase("""{"people": 1}""", "application/json")]
    [TestCase("""{"popul""", "application/json")]
    [TestCase("null", "application/json")]
    [TestCase("""{"population": 5}""", "text/plain")]
    public async Task A_bad_population_changes_nothing(string body, string mediaType)
    {
        var answer = await _cities.SendAsync(new(HttpMethod.Put, "/cities/2988507/population") { Content = new StringContent(body, Encoding.UTF8, mediaType) });

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That((string)answer.Json["detail"]!, Is.EqualTo("""The body must be JSON such as {"population": 2100000}, from 0 to 100000000."""));
        Assert.That((long)(await _cities.GetAsync("/cities/2988507")).Json["population"]!, Is.EqualTo(2138551));
    }

    [Test]
    public async Task An_update_of_a_city_that_is_not_there_is_a_404() =>
        Assert.That((await _cities.PutPopulationAsync(1, 5)).Status, Is.EqualTo(404));

    [Test]
    public async Task Every_link_of_the_page_answers()
    {
        var page = await _cities.GetAsync("/");

        Assert.That((page.Status, page.MediaType), Is.EqualTo((200, "text/html")));
        Assert.That(page.Text, Does.Contain("GeoNames").And.Contain("CC BY 4.0"));
        await AssertAllAnswer(LocalLink().Matches(page.Text).Select(link => link.Groups[1].Value.Replace("&amp;", "&", StringComparison.Ordinal)), atLeast: 5);
    }

    [Test]
    public async Task Every_address_of_the_README_answers()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(SampleProcess.SamplesFolder, "Cities", "README.md"));

        var before = readme[..readme.IndexOf("## What is refused", StringComparison.Ordinal)];
        var paths = LocalAddress().Matches(before).Select(address => address.Groups[1].Value);
        await AssertAllAnswer(paths.Where(path => !path.EndsWith("/population", StringComparison.Ordinal)), atLeast: 4);
    }

    [Test]
    public async Task A_database_that_cannot_be_made_ends_the_program_with_the_reason()
    {
        var (exitCode, output) = await SampleProcess.RunAsync("Cities", "--urls", "http://127.0.0.1:0", "--Cities:Database", "/dev/null/cities.db");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("/dev/null/cities.db").And.Contain("Cities:Database").And.Not.Contain("   at "));
    }

    private async Task AssertAllAnswer(IEnumerable<string> paths, int atLeast)
    {
        var links = paths.Distinct().ToArray();
        Assert.That(links, Has.Length.GreaterThanOrEqualTo(atLeast));
        foreach (var link in links)
            Assert.That((link, (await _cities.GetAsync(link)).Status), Is.EqualTo((link, 200)));
    }

    [GeneratedRegex("(?:href|data-path)=\"(/[^\"]*)\"")]
    private static partial Regex LocalLink();

    [GeneratedRegex(@"http://localhost:5000(/[^\s'""\)>]*)")]
    private static partial Regex LocalAddress();
}
