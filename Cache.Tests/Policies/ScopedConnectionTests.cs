using Cache.Tests.Redis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Policies;

/// <summary>A request ends, and its database connection with it, while the load that it began goes on.</summary>
public sealed class ScopedConnectionTests
{
    private const string Database = "Data Source=stock;Mode=Memory;Cache=Shared";

    [Test]
    public async Task The_load_has_a_connection_of_its_own()
    {
        await using var keeper = await OpenAsync("create table if not exists stock (item text, count int); delete from stock; insert into stock values ('apples', 1)");
        var time = new ManualTimeProvider();
        var gate = new Gate();
        var services = new ServiceCollection().AddSingleton<TimeProvider>(time).AddSingleton(gate);
        services.AddScoped(static _ => new SqliteConnection(Database)).AddScoped<StockService>();
        services.AddCache().AddMemory();
        await using var container = services.BuildServiceProvider();
        gate.Open();
        await using (var request = container.CreateAsyncScope())
            Assert.That(await request.ServiceProvider.GetRequiredService<StockService>().GetCountAsync("apples"), Is.EqualTo(1));
        time.Advance(TimeSpan.FromMinutes(5));
        await ExecuteAsync(keeper, "update stock set count = 2");
        gate.Close();

        SqliteConnection ofTheRequest;
        await using (var request = container.CreateAsyncScope())
        {
            ofTheRequest = request.ServiceProvider.GetRequiredService<SqliteConnection>();
            var call = request.ServiceProvider.GetRequiredService<StockService>().GetCountAsync("apples");
            await gate.Reached;
            time.Advance(TimeSpan.FromMilliseconds(200));
            Assert.That(await call, Is.EqualTo(1), "the stale value");
        }
        Assert.That(gate.Connections, Has.None.SameAs(ofTheRequest));
        gate.Open();

        await using var next = container.CreateAsyncScope();
        var cache = next.ServiceProvider.GetRequiredService<StockService>().GetCountCache;
        await Node.UntilAsync(async () => (await cache.TryGetAsync("apples")).TryGet(out var count) && count == 2, "the load that was left behind fills");
    }

    [Test]
    public async Task A_load_that_follows_an_entry_has_a_connection_of_its_own()
    {
        await using var keeper = await OpenAsync("create table if not exists stock (item text, count int); delete from stock; insert into stock values ('pears', 1)");
        var time = new ManualTimeProvider();
        var gate = new Gate();
        var services = new ServiceCollection().AddSingleton<TimeProvider>(time).AddSingleton(gate);
        services.AddScoped(static _ => new SqliteConnection(Database)).AddScoped<StockService>();
        services.AddCache().AddMemory();
        await using var container = services.BuildServiceProvider();
        await using (var request = container.CreateAsyncScope())
        {
            var first = request.ServiceProvider.GetRequiredService<StockService>().GetCountAheadAsync("pears");
            await gate.Reached;
            time.Advance(TimeSpan.FromMilliseconds(200));
            gate.Open();
            Assert.That(await first, Is.EqualTo(1));
        }
        await ExecuteAsync(keeper, "update stock set count = 2");
        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(200));
        gate.Close();

        SqliteConnection ofTheRequest;
        await using (var request = container.CreateAsyncScope())
        {
            ofTheRequest = request.ServiceProvider.GetRequiredService<SqliteConnection>();
            var service = request.ServiceProvider.GetRequiredService<StockService>();
            await Node.UntilAsync(async () => await service.GetCountAheadAsync("pears") == 1 && gate.Reached.IsCompleted, "a hit begins the next load");
        }
        Assert.That(gate.Connections, Has.None.SameAs(ofTheRequest));
        gate.Open();

        await using var next = container.CreateAsyncScope();
        var cache = next.ServiceProvider.GetRequiredService<StockService>().GetCountAheadCache;
        await Node.UntilAsync(async () => (await cache.TryGetAsync("pears")).TryGet(out var count) && count == 2, "the load that follows the entry fills");
    }

    private static async Task<SqliteConnection> OpenAsync(string command)
    {
        var connection = new SqliteConnection(Database);
        await connection.OpenAsync();
        await ExecuteAsync(connection, command);
        return connection;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string text)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync();
    }
}

// where loads wait until the test lets them go on
public sealed class Gate
{
    private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    /// <summary>The connections of the loads that have come here since it was closed.</summary>
    public List<SqliteConnection> Connections { get; } = [];

    public void Open() => _open.TrySetResult();

    public void Close()
    {
        _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Connections.Clear();
    }

    public Task PassAsync(SqliteConnection connection)
    {
        Connections.Add(connection);
        _reached.TrySetResult();
        return _open.Task;
    }
}

public sealed partial class StockService(SqliteConnection connection, Gate gate, ICache cache)
{
    [Cache(Name = "stock", Ttl = "5m", FailSafe = "1h", Timeout = "200ms")]
    public partial Task<long> GetCountAsync(string item);

    [Cache(Name = "stock-ahead", Ttl = "5m", RefreshAhead = 1, Source = nameof(GetCountCoreAsync))]
    public partial Task<long> GetCountAheadAsync(string item);

    private async Task<long> GetCountCoreAsync(string item)
    {
        await gate.PassAsync(connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select count from stock where item = $item";
        command.Parameters.AddWithValue("$item", item);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
