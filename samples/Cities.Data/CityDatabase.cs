using Microsoft.Data.Sqlite;

namespace Cities.Data;

/// <summary>The cities in a SQLite file, and a count of the queries that were run on it. Safe for use by several threads.</summary>
public sealed class CityDatabase
{
    private readonly string _connectionString;
    private long _queriesRun;

    private CityDatabase(string path, string connectionString, bool isNew)
    {
        Path = path;
        _connectionString = connectionString;
        IsNew = isNew;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whether opening it made it.</summary>
    public bool IsNew { get; }

    /// <summary>How many queries have been started since it was opened.</summary>
    public long QueriesRun => Interlocked.Read(ref _queriesRun);

    /// <summary>Opens the file, and fills it from the data that this assembly carries where it is not there yet; that takes a second or two.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <returns>The database.</returns>
    /// <exception cref="IOException">The file cannot be made there, or is no SQLite file.</exception>
    /// <exception cref="InvalidDataException">It was made by another version of the samples.</exception>
    public static async Task<CityDatabase> OpenAsync(string path)
    {
        var file = System.IO.Path.GetFullPath(path);
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file }.ToString();
        try
        {
            return await Task.Run(() =>
            {
                using var connection = new SqliteConnection(connectionString);
                connection.Open();
                return new CityDatabase(file, connectionString, CityFile.Fill(connection));
            }).ConfigureAwait(false);
        }
        catch (SqliteException failure)
        {
            throw new IOException($"The cities cannot be kept in {file}: {failure.Message} Name a file in a folder that exists and can be written to.", failure);
        }
    }

    /// <summary>Runs one query and reads its rows.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="sql">The query; <c>distance_km(latitude, longitude, latitude, longitude)</c> is a function it may use.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Interrupts the query.</param>
    /// <param name="parameters">The query's parameters.</param>
    /// <returns>The rows.</returns>
    /// <remarks>SQLite has no asynchronous calls: the query runs on a thread of the pool, and the caller's is free meanwhile.</remarks>
    public Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, Func<SqliteDataReader, T> read, CancellationToken cancellationToken, params (string Name, object Value)[] parameters) =>
        Task.Run<IReadOnlyList<T>>(() => Query(sql, read, parameters, cancellationToken), cancellationToken);

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, (string Name, object Value)[] parameters, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _queriesRun);
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        connection.CreateFunction("distance_km", (double a, double b, double c, double d) => Distance.Kilometres(a, b, c, d), isDeterministic: true);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);

        using var interrupt = cancellationToken.UnsafeRegister(static open => SQLitePCL.raw.sqlite3_interrupt(((SqliteConnection)open!).Handle), connection);
        try
        {
            using var rows = command.ExecuteReader();
            var result = new List<T>();
            while (rows.Read())
                result.Add(read(rows));
            return result;
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException("The query was interrupted.", failure, cancellationToken);
        }
    }
}
