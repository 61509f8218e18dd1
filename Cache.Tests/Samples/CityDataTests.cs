using Cities.Data;
using Microsoft.Data.Sqlite;

namespace Cache.Tests.Samples;

/// <summary>The file that the samples query: made once, made whole.</summary>
internal sealed class CityDataTests
{
    private readonly TemporaryFolder _folder = new();
    private CityDatabase[] _openedAtOnce = [];

    [OneTimeSetUp]
    public async Task MakeTheFile() =>
        _openedAtOnce = await Task.WhenAll(CityDatabase.OpenAsync(_folder["cities.db"]), CityDatabase.OpenAsync(_folder["cities.db"]));

    [OneTimeTearDown]
    public void CloseFiles()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Test]
    public async Task The_file_is_made_once_also_when_two_open_it_at_the_same_time()
    {
        Assert.That(_openedAtOnce.Count(database => database.IsNew), Is.EqualTo(1));
        var counts = await _openedAtOnce[0].QueryAsync(
            "SELECT count(*), count(DISTINCT country), sum(population) FROM city", row => (row.GetInt32(0), row.GetInt32(1), row.GetInt64(2)), default);
        Assert.That(counts, Is.EqualTo(new[] { (135_233, 246, 3133032118L) }));
        Assert.That((await CityDatabase.OpenAsync(_folder["cities.db"])).IsNew, Is.False);
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(_folder["cities.db"])!, "cities*"), Has.Length.EqualTo(1), "no half-made files are left");
    }

    [Test]
    public async Task A_city_is_read_as_GeoNames_has_it()
    {
        var database = await CityDatabase.OpenAsync(_folder["cities.db"]);

        var found = await database.QueryAsync($"SELECT {City.Columns} FROM city WHERE id = $id", City.From, default, ("$id", 2657896));

        Assert.That(found, Is.EqualTo(new[] { new City(2657896, "Zürich", "CH", 47.36667, 8.55, 341730, "PPLA", "ZH") }));
        Assert.That(database.QueriesRun, Is.EqualTo(1));
    }

    [Test]
    public async Task A_query_that_is_cancelled_is_interrupted()
    {
        var database = await CityDatabase.OpenAsync(_folder["cities.db"]);
        using var cancellation = new CancellationTokenSource();

        // a query that would not end in a day, cancelled by its own first row
        var endless = database.QueryAsync(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT n FROM numbers",
            row =>
            {
                if (row.GetInt64(0) == 1)
                    cancellation.Cancel();
                return row.GetInt64(0) % 2;
            },
            cancellation.Token);

        Assert.That(async () => await endless.WaitAsync(TimeSpan.FromSeconds(30)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_folder_that_is_not_there_is_named()
    {
        var path = Path.Combine(_folder["missing"], "cities.db");

        Assert.That(() => CityDatabase.OpenAsync(path), Throws.InstanceOf<IOException>().With.Message.Contains(path).And.Message.Contains("folder that exists"));
    }

    [Test]
    public void A_file_that_is_no_database_is_left_alone()
    {
        var path = _folder["letter.db"];
        File.WriteAllText(path, "Dear reader");

        Assert.That(() => CityDatabase.OpenAsync(path), Throws.InstanceOf<IOException>().With.Message.Contains("not a database"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("Dear reader"));
    }

    [Test]
    public async Task A_file_of_another_layout_is_refused()
    {
        var path = _folder["future.db"];
        await using (var connection = new SqliteConnection($"Data Source={path}"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 7";
            await command.ExecuteNonQueryAsync();
        }

        Assert.That(
            () => CityDatabase.OpenAsync(path),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("layout 7").And.Message.Contains("delete the file"));
    }

    // one degree of a great circle is a 360th of 2 pi R, R = 6371.0088 km
    [TestCase(0, 0, 0, 1, 111.195)]
    [TestCase(89.5, 0, 89.5, 180, 111.195)]
    [TestCase(0, 179.5, 0, -179.5, 111.195)]
    [TestCase(90, 0, -90, 0, 20015.115)]
    [TestCase(48.8566, 2.3522, 48.8566, 2.3522, 0)]
    public void A_distance_is_that_of_the_great_circle(double latitude1, double longitude1, double latitude2, double longitude2, double kilometres) =>
        Assert.That(Distance.Kilometres(latitude1, longitude1, latitude2, longitude2), Is.EqualTo(kilometres).Within(0.001));
}
