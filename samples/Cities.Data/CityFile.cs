using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Cities.Data;

/// <summary>Makes the SQLite file of the cities from the compressed text that this assembly carries.</summary>
internal static class CityFile
{
    // raised when the tables change: a file of another layout is refused, never guessed at
    private const long Layout = 1;

    /// <summary>Fills the file unless it is filled already.</summary>
    /// <returns>Whether this call filled it.</returns>
    /// <remarks>
    /// All of it is one transaction that holds the write lock from its start. A second process waits for it and finds the work done; after
    /// a crash SQLite rolls back to an empty file, which the next start fills.
    /// </remarks>
    public static bool Fill(SqliteConnection connection)
    {
        if (IsFilled(connection))
            return false;
        using var transaction = connection.BeginTransaction(deferred: false);
        if (IsFilled(connection))
            return false;

        Run(connection, """
            CREATE TABLE city (
                id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
                population INTEGER NOT NULL, feature TEXT NOT NULL, region TEXT NOT NULL) STRICT
            """);
        Insert(connection);
        Run(connection, "CREATE INDEX city_by_country ON city (country, population DESC)");
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Layout}"));
        transaction.Commit();
        return true;
    }

    private static bool IsFilled(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var found = (long)command.ExecuteScalar()!;
        return found is 0 or Layout
            ? found == Layout
            : throw new InvalidDataException($"{connection.DataSource} has layout {found}, this program reads layout {Layout}: delete the file, and it is made anew.");
    }

    private static void Insert(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO city ({City.Columns}) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)";
        var parameters = Enumerable.Range(0, 8).Select(column => command.Parameters.AddWithValue($"${column}", "")).ToArray();
        using var resource = typeof(CityFile).Assembly.GetManifestResourceStream("cities.tsv.br")!;
        using var text = new StreamReader(new BrotliStream(resource, CompressionMode.Decompress), Encoding.UTF8);
        while (text.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            for (var column = 0; column < parameters.Length; column++)
            {
                parameters[column].Value = column switch
                {
                    0 or 5 => long.Parse(fields[column], CultureInfo.InvariantCulture),
                    3 or 4 => double.Parse(fields[column], CultureInfo.InvariantCulture),
                    _ => fields[column],
                };
            }
            command.ExecuteNonQuery();
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
