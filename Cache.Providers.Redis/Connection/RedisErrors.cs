using System.Security.Authentication;
using Cache.SharedTier;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace Cache.Connection;

// what the client throws, told in words that say what to do
internal sealed class RedisErrors(MultiplexerSource source, TimeSpan timeout)
{
    /// <summary>Whether no answer came: what the circuit breaker counts. An error that the server answers with proves the connection, and comes fast.</summary>
    public static bool IsUnreachable(Exception failure) => failure is TimeoutRejectedException or RedisConnectionException or TimeoutException or OperationCanceledException
        or ObjectDisposedException or NoMasterException;

    /// <summary>What the connection's last failure was, when no answer has come since; the client tells of it only in an event or its log.</summary>
    public string? LastFailure { get; set; }

    /// <summary>Why TLS was not agreed upon, where that was the last failure.</summary>
    public AuthenticationException? LastRefusal { get; set; }

    public SharedStoreException Translate(Exception failure) => failure switch
    {
        SharedStoreException known => known,
        RedisServerException refused => Refused(refused),
        NoMasterException => new(failure.Message, failure),
        TimeoutRejectedException or TimeoutException when LastFailure is null => new(
            $"Redis at {source.Target} did not answer within {CacheDuration.Format(timeout)}. Look whether it is reachable and not overloaded, or raise the setting Redis:CommandTimeout.", failure),
        BrokenCircuitException => new(
            $"Redis at {source.Target} has failed repeatedly and is left alone for a moment (Redis:BreakDuration). The failures before this one say why.", failure),
        ObjectDisposedException => new("The connection to Redis is closed: the cache, or the application's own IConnectionMultiplexer, has been disposed.", failure),
        OperationCanceledException => new($"The client gave up a command to Redis at {source.Target}; the connection was probably lost.", failure),
        _ => Unreachable(failure),
    };

    /// <summary>Why TLS was not agreed upon, and what to do.</summary>
    public static string OverTls(Exception failure) =>
        $"TLS fails. {failure.Message.TrimEnd('.')}. The authorities that may sign its certificate are named in Redis:Tls:CertificateAuthority, the host that it is made out to in Redis:Tls:Host, " +
        "and the certificate of this application, where it demands one, in Redis:Tls:ClientCertificate.";

    private SharedStoreException Unreachable(Exception failure)
    {
        if ((failure.GetBaseException() as AuthenticationException ?? LastRefusal) is { } refused)
            return new($"Redis at {source.Target} cannot be used: {OverTls(refused)}", failure);
        var cause = LastFailure is { } last && !failure.ToString().Contains(last, StringComparison.Ordinal) ? $" ({last})" : "";
        return new(
            $"Redis at {source.Target} cannot be reached{cause}: look whether it runs there, whether host, port and password in Redis:ConnectionString (or REDIS_URL) are right, " +
            $"whether sentinels have serviceName= behind them, whether TLS is asked for where the server speaks it, and a certificate shown where it demands one. The client says: {failure.Message}", failure);
    }

    private SharedStoreException Refused(RedisServerException failure)
    {
        var text = failure.Message;
        var (refusal, advice) = Code(text) switch
        {
            "OOM" => (RedisRefusal.OutOfMemory, "Its memory is full: raise maxmemory, or set a maxmemory-policy that evicts, such as allkeys-lru."),
            "READONLY" => (RedisRefusal.ReadOnly, "It is a read-only replica: name the master in Redis:ConnectionString."),
            "NOREPLICAS" or "MISCONF" => (RedisRefusal.ReadOnly, "It takes no writes at the moment; its own log says why."),
            "WRONGTYPE" => (RedisRefusal.WrongType, "Something else than this cache has written the key: give the cache a Namespace of its own."),
            "NOAUTH" or "WRONGPASS" => (RedisRefusal.Other, "Set the password in Redis:ConnectionString (password=...) or REDIS_URL."),
            "NOPERM" => (RedisRefusal.Other, "Allow the user this command, the keys {L*}:* and the cache's channels (ACL SETUSER)."),
            "LOADING" => (RedisRefusal.Other, "It is still reading its data from disk."),
            "CLUSTERDOWN" or "MASTERDOWN" or "TRYAGAIN" => (RedisRefusal.Other, "The cluster is changing, or lacks a master; CLUSTER INFO says more."),
            _ => (RedisRefusal.Other, "Its documentation explains the error."),
        };
        return new($"Redis at {source.Target} refused a command: {text} {advice}", new RedisRefusedException(refusal, text, failure));
    }

    private static string Code(string text)
    {
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
