using System.Diagnostics;
using Cities.Data;
using Microsoft.Data.Sqlite;

namespace Cities;

/// <summary>The database as one request sees it: it counts the request's own queries and their time.</summary>
/// <remarks>
/// A cached method runs its body on the instance of the caller that misses. So the request that ran the query is the one that shows
/// it, and the requests that waited for the same value show none.
/// </remarks>
/// <param name="database">The database of the application.</param>
public sealed class RequestDatabase(CityDatabase database)
{
    /// <summary>How many queries this request has run.</summary>
    public int Queries { get; private set; }

    /// <summary>How long they took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>How many queries all requests have run.</summary>
    public long QueriesSinceStart => database.QueriesRun;

    /// <summary>Runs one query and reads its rows.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="sql">The query.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Interrupts the query.</param>
    /// <param name="parameters">The query's parameters.</param>
    /// <returns>The rows.</returns>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, Func<SqliteDataReader, T> read, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return await database.QueryAsync(sql, read, cancellationToken, parameters);
        }
        finally
        {
            Queries++;
            Elapsed += Stopwatch.GetElapsedTime(start);
        }
    }
}
