using StackExchange.Redis;

namespace Cache.Connection;

// where the client's connection comes from: opened by us and closed by us, or the application's own
internal abstract class MultiplexerSource
{
    /// <summary>The endpoints, for messages; those of a source that can move are others then.</summary>
    public abstract string Target { get; }

    /// <summary>Whether the connection is ours, to be closed and opened again.</summary>
    public abstract bool IsOwn { get; }

    /// <summary>How long it may take to open; the client says sooner that there is no server.</summary>
    public abstract TimeSpan Patience { get; }

    /// <param name="log">Hears of connections that fail meanwhile.</param>
    public abstract Task<IConnectionMultiplexer> OpenAsync(OpeningLog log);

    public abstract Task CloseAsync(IConnectionMultiplexer multiplexer);

    /// <summary>Closes what the source itself holds open.</summary>
    public virtual Task CloseAsync() => Task.CompletedTask;

    /// <summary>Whether somebody else knows which server is the master.</summary>
    public virtual bool CanMove => false;

    /// <summary>Whether the master is another server than the one that was opened last.</summary>
    public virtual Task<bool> HasMovedAsync() => Task.FromResult(false);

    /// <summary>A connection that is opened here: to the servers that the client's settings name or, with a service name, to the master that those name as sentinels.</summary>
    public static MultiplexerSource Own(ConfigurationOptions options, string? sentinelPassword, TimeProvider time) => string.IsNullOrEmpty(options.ServiceName)
        ? new Opened(options)
        : new SentinelSource(options, new(options, sentinelPassword, time));

    public static MultiplexerSource Given(IConnectionMultiplexer multiplexer) => new Foreign(multiplexer);

    protected static TimeSpan PatienceOf(ConfigurationOptions options) => TimeSpan.FromMilliseconds((double)options.ConnectTimeout * (options.ConnectRetry + 1));

    protected static async Task<IConnectionMultiplexer> ConnectAsync(ConfigurationOptions options, OpeningLog log) =>
        await ConnectionMultiplexer.ConnectAsync(log.On(options)).ConfigureAwait(false);

    protected static async Task CloseOwnAsync(IConnectionMultiplexer multiplexer)
    {
        await multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
        multiplexer.Dispose();
    }

    private static string Describe(IEnumerable<System.Net.EndPoint> endPoints) => string.Join(',', endPoints.Select(EndPointText.Of));

    private sealed class Opened(ConfigurationOptions options) : MultiplexerSource
    {
        public override string Target { get; } = Describe(options.EndPoints);

        public override bool IsOwn => true;

        public override TimeSpan Patience { get; } = PatienceOf(options);

        public override async Task<IConnectionMultiplexer> OpenAsync(OpeningLog log)
        {
            var multiplexer = await ConnectAsync(options, log).ConfigureAwait(false);
            // the client knows what they are also when it has ended the connection, as it does with one that does not know a command of its greeting
            var servers = Array.ConvertAll(options.EndPoints.ToArray(), one => multiplexer.GetServer(one));
            if (!Array.Exists(servers, static server => server.ServerType == ServerType.Sentinel)
                || Array.Exists(servers, static server => server.IsConnected && server.ServerType != ServerType.Sentinel))
            {
                return multiplexer;
            }
            // it would be taken for a server that answers nothing
            await CloseOwnAsync(multiplexer).ConfigureAwait(false);
            throw new NoMasterException($"Redis at {Target} are sentinels, which store nothing. Name the master that they watch behind them in Redis:ConnectionString (serviceName=mymaster).");
        }

        public override Task CloseAsync(IConnectionMultiplexer multiplexer) => CloseOwnAsync(multiplexer);
    }

    private sealed class Foreign(IConnectionMultiplexer multiplexer) : MultiplexerSource
    {
        public override string Target { get; } = Describe(multiplexer.GetEndPoints(configuredOnly: true));

        public override bool IsOwn => false;

        public override TimeSpan Patience => Timeout.InfiniteTimeSpan;

        public override Task<IConnectionMultiplexer> OpenAsync(OpeningLog log) => Task.FromResult(multiplexer);

        public override Task CloseAsync(IConnectionMultiplexer multiplexer) => Task.CompletedTask;
    }
}
