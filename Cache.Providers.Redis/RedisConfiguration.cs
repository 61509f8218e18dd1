using System.Globalization;
using Cache.Connection;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace Cache;

// from settings to the client's own
internal static class RedisConfiguration
{
    public const string UrlVariable = "REDIS_URL";

    // what a connection string may say otherwise. The client would try three times to connect, and would take minutes to notice a connection that is silently gone
    private const string Defaults = "connectTimeout=5000,connectRetry=1,keepAlive=5,";

    /// <summary>The settings of the section go before those in code.</summary>
    public static void Apply(IConfiguration section, RedisOptions options)
    {
        options.ConnectionString = section[nameof(options.ConnectionString)] ?? options.ConnectionString;
        options.SentinelPassword = section[nameof(options.SentinelPassword)] ?? options.SentinelPassword;
        options.CommandTimeout = section[nameof(options.CommandTimeout)] ?? options.CommandTimeout;
        options.BreakerWindow = section[nameof(options.BreakerWindow)] ?? options.BreakerWindow;
        options.BreakDuration = section[nameof(options.BreakDuration)] ?? options.BreakDuration;
        var (tls, files) = (options.Tls, section.GetSection(nameof(options.Tls)));
        tls.Host = files[nameof(tls.Host)] ?? tls.Host;
        tls.CertificateAuthority = files[nameof(tls.CertificateAuthority)] ?? tls.CertificateAuthority;
        tls.ClientCertificate = files[nameof(tls.ClientCertificate)] ?? tls.ClientCertificate;
        tls.ClientKey = files[nameof(tls.ClientKey)] ?? tls.ClientKey;
        if (section[nameof(options.BreakerFailureRatio)] is { } ratio)
        {
            options.BreakerFailureRatio = double.TryParse(ratio, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number : throw Bad(nameof(options.BreakerFailureRatio), ratio, "0.5");
        }
        if (section[nameof(options.BreakerMinimumCalls)] is { } calls)
        {
            options.BreakerMinimumCalls = int.TryParse(calls, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number : throw Bad(nameof(options.BreakerMinimumCalls), calls, "10");
        }
    }

    /// <param name="options">The options.</param>
    /// <param name="url">What REDIS_URL holds.</param>
    public static ConfigurationOptions Client(RedisOptions options, string? url)
    {
        var (text, source) = string.IsNullOrWhiteSpace(options.ConnectionString) ? (url, UrlVariable) : (options.ConnectionString, "Redis:ConnectionString");
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidOperationException(
                "AddRedis does not know where Redis is. Give it a connection string, AddRedis(\"localhost:6379\"), or set ConnectionString in the section Redis of the cache's " +
                $"configuration, or the environment variable {UrlVariable}.");
        }
        var client = RedisUrl.Is(text) ? ConfigurationOptions.Parse(Defaults) : Parse(text, source);
        if (RedisUrl.Is(text))
            RedisUrl.Apply(text.Trim(), source, client);
        if (client.EndPoints.Count == 0)
            throw new FormatException($"The connection string in {source} names no server. Begin it with host:port, as in \"localhost:6379,password=...\".");
        options.ConfigureClient?.Invoke(client);
        Tls.Apply(options.Tls, client);
        client.AbortOnConnectFail = false;
        // for INFO and CLUSTER NODES; nothing is administered
        client.AllowAdmin = true;
        // a client keeps commands for later while it has no server; here they fail at once, with the reason, so that calls go on without it
        client.BacklogPolicy = BacklogPolicy.FailFast;
        return client;
    }

    private static ConfigurationOptions Parse(string text, string source)
    {
        try
        {
            return ConfigurationOptions.Parse(Defaults + text);
        }
        catch (ArgumentException failure)
        {
            // the client's text names the part that it did not understand, and no other
            throw new FormatException($"The connection string in {source} cannot be read: {failure.Message}", failure);
        }
    }

    private static FormatException Bad(string setting, string value, string example) =>
        new($"The setting Redis:{setting} of the cache is \"{value}\". It must be a number, as in {example}.");
}
