using Cache.SharedTier;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Cache.Connection;

/// <summary>The connection over StackExchange.Redis.</summary>
/// <remarks>
/// The client reconnects by itself, keeps its subscriptions and refuses commands at once while it has no server. What it does not: it ends no command in time, and it does not
/// say whether the server can be used; nor does it notice a connection that has silently died, so one of our own is then opened anew (<see cref="Silence"/>). So every command goes through <see cref="CommandPipeline"/>, and after every connect the servers are looked at
/// (<see cref="ServerCheck"/>) before the first command is sent. All commands demand a master: a replica would answer with what has been invalidated.
/// </remarks>
internal sealed class RedisConnection : IRedisConnection, IDisposable
{
    // the client leaves a subscription without an end when the connection that it was sent on goes before the answer
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly MultiplexerSource _source;
    private readonly TimeProvider _time;
    private readonly CommandPipeline _pipeline;
    private readonly ConnectionWatch _watch;
    private readonly ServerCheck _check;
    private readonly RedisErrors _errors;
    private readonly Reconfiguration _reconfiguration;
    private readonly Succession _succession;
    private readonly Silence _silence;
    private readonly GetBatches _gets;
    private readonly Lock _lock = new();
    private Subscriptions? _subscriptions;
    private Task<IConnectionMultiplexer>? _opening;
    private bool _disposed;

    public RedisConnection(MultiplexerSource source, RedisSettings settings, TimeProvider time, ILogger log)
    {
        _source = source;
        _time = time;
        _errors = new(source, settings.CommandTimeout);
        _watch = new(source, _errors, log);
        _check = new(source, _watch);
        _reconfiguration = new(time);
        _succession = new(source, time);
        _silence = new(time);
        _pipeline = new(settings, time, _errors, LookForServers, () => _watch.Lost("Its last commands were not answered."));
        _gets = new(GetManyAsync);
        _watch.Changed += _check.Forget;
    }

    public bool IsCluster => _check.IsCluster;

    public async Task ConnectAsync(IRedisEvents events, string[] channels, string[] routingKeys)
    {
        _check.RoutingKeys = routingKeys;
        _watch.Report(events);
        _subscriptions = new(events, channels);
        try
        {
            await OpenAsync().ConfigureAwait(false);
            // the first answer tells whether there is a server, and whether it can be used
            await ReadAsync([]).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _watch.Absent(_errors.Translate(failure).Message);
        }
    }

    public Task SubscribeAsync(string channel, Action<byte[]> received) => RunAsync(
        static async (call, hear) =>
        {
            await hear.subscriptions.AddAsync(call.Multiplexer, hear.channel, hear.received).ConfigureAwait(false);
            return true;
        },
        (subscriptions: _subscriptions!, channel, received));

    // a batch waits for its slowest key: on a cluster that may be one whose master hangs, which the keys of the others are not to wait for
    public Task<TResult> GetAsync<TResult>(string key, Func<byte[]?, TResult> parse) => _check.IsCluster
        ? RunAsync(static async (call, get) => get.parse(await Reading.GetAsync(call.Database, get.key).ConfigureAwait(false)), (key, parse))
        : _gets.GetAsync(key, parse);

    public Task<byte[]?[]> GetManyAsync(string[] keys) => RunAsync(static (call, keys) => Reading.GetManyAsync(call, keys), keys);

    public Task<RedisReading> ReadAsync(string[] keys)
    {
        LookForMaster();
        return RunAsync(static async (call, read) =>
        {
            var reading = await Reading.ReadAsync(call, read.keys).ConfigureAwait(false);
            // a cluster may change without an event; the next reading then goes to the masters that this look has found
            if (call.Known.IsCluster)
                await read.check.LookAsync(call.Multiplexer).ConfigureAwait(false);
            return reading;
        }, (check: _check, keys));
    }

    // looked at anew: what is known may be old
    public Task<RedisTopology> GetTopologyAsync() => RunAsync(
        static async (call, check) => (await check.LookAsync(call.Multiplexer).ConfigureAwait(false)).Topology, _check);

    public Task<RedisScanPage> ScanAsync(string routingKey, string cursor, string pattern, int count) => RunAsync(
        static (call, scan) => Topology.ScanAsync(call, scan.routingKey, scan.cursor, scan.pattern, scan.count), (routingKey, cursor, pattern, count));

    public Task<byte[]?> SetIfAbsentAsync(string key, byte[] value, long milliseconds) => WriteAsync(
        static async (call, set) => (byte[]?)await call.Database.ExecuteAsync(
            "SET", [(RedisKey)set.key, set.value, "NX", "GET", "PX", set.milliseconds], CommandFlags.DemandMaster).ConfigureAwait(false),
        (key, value, milliseconds));

    public Task<long[]> RunAsync(string script, string[] keys, byte[][] arguments) => WriteAsync(
        static async (call, run) => (long[])(await call.EvaluateAsync(run.script, run.keys, run.arguments).ConfigureAwait(false))!,
        (script, keys: Array.ConvertAll(keys, static one => (RedisKey)one), arguments: Array.ConvertAll(arguments, static one => (RedisValue)one)));

    public Task<byte[][]> ReadAsync(string script, string[] keys) => RunAsync(
        static async (call, read) => (byte[][])(await call.EvaluateAsync(read.script, read.keys, []).ConfigureAwait(false))!,
        (script, keys: Array.ConvertAll(keys, static one => (RedisKey)one)));

    public async ValueTask DisposeAsync()
    {
        Task<IConnectionMultiplexer>? opening;
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            opening = _opening;
        }
        var closing = Task.WhenAll(opening is null ? Task.CompletedTask : CloseAsync(opening), _source.CloseAsync());
        // one that is still being opened is closed when it is open, and nobody waits for that
        if (opening is { IsCompleted: false })
            return;
        try
        {
            await closing.WaitAsync(s_patience, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // it stays with the client, which has been told to close it
        }
    }

    // a container that is disposed synchronously asks for this; the connection closes by itself, and tells of no failure
    public void Dispose() => _ = DisposeAsync().AsTask();

    private async Task CloseAsync(Task<IConnectionMultiplexer> opened)
    {
        try
        {
            var multiplexer = await opened.ConfigureAwait(false);
            _watch.Leave(multiplexer);
            _subscriptions?.End(multiplexer);
            await _source.CloseAsync(multiplexer).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException or NoMasterException)
        {
            // a connection that cannot be closed was none any more
        }
    }

    private async Task<TResult> WriteAsync<TState, TResult>(Func<RedisCall, TState, Task<TResult>> command, TState state)
    {
        try
        {
            var result = await RunAsync(command, state).ConfigureAwait(false);
            _watch.Writes(taken: true, "");
            return result;
        }
        catch (SharedStoreException failure) when (failure.InnerException is RedisRefusedException { Refusal: RedisRefusal.OutOfMemory or RedisRefusal.ReadOnly })
        {
            _watch.Writes(taken: false, failure.Message);
            throw;
        }
    }

    private Task<TResult> RunAsync<TState, TResult>(Func<RedisCall, TState, Task<TResult>> command, TState state) => _pipeline.RunAsync(
        static async call =>
        {
            var multiplexer = await call.self.OpenAsync().ConfigureAwait(false);
            var known = await call.self._check.EnsureAsync(multiplexer).ConfigureAwait(false);
            try
            {
                var result = await call.command(new(multiplexer, known), call.state).ConfigureAwait(false);
                call.self.Answered();
                return result;
            }
            catch (RedisServerException)
            {
                call.self.Answered();
                throw;
            }
        },
        (self: this, command, state));

    private void Answered()
    {
        _silence.End();
        _watch.Answered();
    }

    private void LookForServers()
    {
        if (_opening is not { IsCompletedSuccessfully: true } opened)
            return;
        _silence.Begin();
        if (_source.IsOwn && _silence.IsTooLong && opened.Result.IsConnected)
            Replace(opened, $"It has not answered for {CacheDuration.Format(Silence.Patience)}, though the connection stands: another one is opened.");
        else
            _reconfiguration.Ask(opened.Result);
        LookForMaster();
    }

    private void LookForMaster()
    {
        if (_opening is { IsCompletedSuccessfully: true } opened)
            _succession.Ask(() => Replace(opened, "Another server is the master now."));
    }

    // the next command opens another; nobody waits for the old one to close
    private void Replace(Task<IConnectionMultiplexer> old, string reason)
    {
        lock (_lock)
        {
            if (_disposed || _opening != old)
                return;
            _opening = null;
        }
        _silence.End();
        _check.Forget();
        _watch.Lost(reason);
        _ = CloseAsync(old);
    }

    // a failed attempt (the client fails early on a name that cannot be resolved) is made again by the next command
    private Task<IConnectionMultiplexer> OpenAsync()
    {
        if (_opening is { IsCompletedSuccessfully: true } opened)
            return opened;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_opening is null || _opening.IsFaulted || _opening.IsCanceled)
                _opening = OpenAnewAsync();
            return _opening;
        }
    }

    private async Task<IConnectionMultiplexer> OpenAnewAsync()
    {
        using var log = new OpeningLog(_watch.Heard);
        var opened = _source.OpenAsync(log);
        try
        {
            var multiplexer = await opened.WaitAsync(_source.Patience, _time).ConfigureAwait(false);
            _watch.Follow(multiplexer);
            if (_subscriptions is not null)
                await _subscriptions.BeginAsync(multiplexer).WaitAsync(s_patience, _time).ConfigureAwait(false);
            return multiplexer;
        }
        catch (Exception)
        {
            _ = CloseAsync(opened);
            throw;
        }
    }
}
