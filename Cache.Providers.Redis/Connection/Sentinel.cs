using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Cache.Connection;

/// <summary>One sentinel, and the connection to it, which is opened when it is first asked and stays.</summary>
internal sealed class Sentinel
{
    private const int DefaultPort = 26379;

    // the client's own map for sentinels leaves out AUTH
    private static readonly CommandMap s_commands = CommandMap.Create(
        ["AUTH", "CLIENT", "HELLO", "INFO", "PING", "PSUBSCRIBE", "PUNSUBSCRIBE", "QUIT", "ROLE", "SENTINEL", "SUBSCRIBE", "UNSUBSCRIBE"], available: true);

    private readonly Lock _lock = new();
    private readonly ConfigurationOptions _options;
    private Task<ConnectionMultiplexer>? _opening;
    private bool _closed;

    /// <param name="endPoint">Where it is; without a port, on 26379.</param>
    /// <param name="options">The client's settings for the master, whose TLS and timeouts hold here too.</param>
    /// <param name="password">The sentinels' password, which is not the master's; null where they have none.</param>
    public Sentinel(EndPoint endPoint, ConfigurationOptions options, string? password)
    {
        _options = options.Clone();
        _options.EndPoints.Clear();
        _options.EndPoints.Add(endPoint switch
        {
            DnsEndPoint { Port: 0 } dns => new DnsEndPoint(dns.Host, DefaultPort),
            IPEndPoint { Port: 0 } ip => new IPEndPoint(ip.Address, DefaultPort),
            _ => endPoint,
        });
        _options.CommandMap = s_commands;
        // a client that knows of sentinels would otherwise go on to the master by itself
        _options.ServiceName = null;
        _options.TieBreaker = "";
        _options.DefaultDatabase = null;
        _options.Password = password;
        _options.User = null;
        _options.AllowAdmin = true;
        _options.AbortOnConnectFail = false;
        Name = EndPointText.Of(_options.EndPoints[0]);
    }

    public string Name { get; }

    /// <summary>Where it takes the master to be.</summary>
    /// <exception cref="RedisServerException">It knows none of that name, or it is no sentinel.</exception>
    public async Task<SentinelAnswer> AskAsync(string service)
    {
        var multiplexer = await OpenAsync().ConfigureAwait(false);
        var server = multiplexer.GetServer(_options.EndPoints[0]);
        // the epoch first: an address that is newer than its epoch does no harm, an older one would be believed
        var fields = await server.SentinelMasterAsync(service).ConfigureAwait(false);
        var master = await server.SentinelGetMasterAddressByNameAsync(service).ConfigureAwait(false);
        var epoch = fields.FirstOrDefault(static field => field.Key == "config-epoch").Value;
        return new(master, long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
    }

    /// <summary>The names of all masters that it watches.</summary>
    public async Task<string[]> ServicesAsync()
    {
        var multiplexer = await OpenAsync().ConfigureAwait(false);
        var masters = await multiplexer.GetServer(_options.EndPoints[0]).SentinelMastersAsync().ConfigureAwait(false);
        return [.. masters.Select(static fields => fields.FirstOrDefault(static field => field.Key == "name").Value)];
    }

    public async Task CloseAsync()
    {
        Task<ConnectionMultiplexer>? opening;
        lock (_lock)
        {
            _closed = true;
            opening = _opening;
        }
        if (opening is null)
            return;
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!opening.IsCompletedSuccessfully)
            return;
        await opening.Result.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
        opening.Result.Dispose();
    }

    private Task<ConnectionMultiplexer> OpenAsync()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_opening is null || _opening.IsFaulted || _opening.IsCanceled)
                _opening = ConnectionMultiplexer.ConnectAsync(_options);
            return _opening;
        }
    }
}

/// <summary>What a sentinel says of a master.</summary>
/// <param name="Master">Where it is; null where it does not say.</param>
/// <param name="Epoch">Rises with each failover.</param>
internal sealed record SentinelAnswer(EndPoint? Master, long Epoch);
