using System.Security.Authentication;
using Cache.Telemetry;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Cache.Connection;

/// <summary>Makes of the client's events, which come late, twice or never, one report for each change.</summary>
/// <remarks>
/// There is a connection when an answer has come since the last sign of a loss: an answer is the only proof. Signs of a loss are a failed connection (that of the subscriptions
/// counts: what was published meanwhile is lost) and a circuit breaker that opens. The lock guards the state and keeps reports in order.
/// </remarks>
internal sealed class ConnectionWatch(MultiplexerSource source, RedisErrors errors, ILogger log)
{
    private readonly Lock _lock = new();
    private volatile bool _connected;
    private IRedisEvents? _events;
    private string? _unusable;
    private bool _refusesWrites;

    public void Report(IRedisEvents events) => _events = events;

    public void Follow(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed += OnFailed;
        multiplexer.ConnectionRestored += OnRestored;
    }

    public void Leave(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionFailed -= OnFailed;
        multiplexer.ConnectionRestored -= OnRestored;
    }

    /// <summary>The connection is another one, as the client says: what was found out about the server no longer holds.</summary>
    public event Action? Changed;

    /// <summary>An answer has come.</summary>
    public void Answered()
    {
        if (_connected)
            return;
        lock (_lock)
        {
            if (_connected)
                return;
            _connected = true;
            (errors.LastFailure, errors.LastRefusal) = (null, null);
            RedisLog.Connected(log, source.Target);
            _events?.ConnectionChanged(true);
        }
    }

    /// <summary>A connection has failed while the client opens, which its log tells of.</summary>
    public void Heard(RedisConnectionException failure) => Note(failure.FailureType, failure);

    public void Lost(string reason)
    {
        lock (_lock)
        {
            if (!_connected)
                return;
            _connected = false;
            RedisLog.Disconnected(log, source.Target, reason);
            _events?.ConnectionChanged(false);
        }
    }

    /// <summary>The first attempt has ended without a server.</summary>
    public void Absent(string reason)
    {
        lock (_lock)
            RedisLog.Disconnected(log, source.Target, reason);
    }

    /// <summary>The server answers, but is none that can be used; null when it can again. Logged once for each reason.</summary>
    public void Unusable(string? reason)
    {
        lock (_lock)
        {
            if (reason == _unusable)
                return;
            _unusable = reason;
            if (reason is not null)
                RedisLog.Unusable(log, source.Target, reason);
        }
    }

    /// <summary>Whether the server took the last write. Logged once for each change to the worse.</summary>
    public void Writes(bool taken, string reason)
    {
        if (taken != _refusesWrites)
            return;
        lock (_lock)
        {
            if (taken != _refusesWrites)
                return;
            _refusesWrites = !taken;
            if (!taken)
                RedisLog.NoWrites(log, source.Target, reason);
        }
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs failed)
    {
        Changed?.Invoke();
        Lost(Note(failed.FailureType, failed.Exception));
    }

    private string Note(ConnectionFailureType type, Exception? failure)
    {
        // the client's own words are about its sockets; what the network or TLS says is at the bottom
        var cause = failure?.GetBaseException();
        var text = $"{type}: {cause?.Message}";
        (errors.LastFailure, errors.LastRefusal) = (text, cause as AuthenticationException);
        if (cause is AuthenticationException refusal)
            Unusable(RedisErrors.OverTls(refusal));
        return text;
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs restored) => Changed?.Invoke();
}
