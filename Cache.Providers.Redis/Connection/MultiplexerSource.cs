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

    public abstract Task<IConnectionMultiplexer> OpenAsync();

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

    protected static async Task<IConnectionMultiplexer> ConnectAsync(ConfigurationOptions options) => await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);

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

        public override async Task<IConnectionMultiplexer> OpenAsync()
        {
            var multiplexer = await ConnectAsync(options).ConfigureAwait(false);
            var connected = options.EndPoints.Select(one => multiplexer.GetServer(one)).Where(static server => server.IsConnected).ToArray();
            if (connected.Length == 0 || !Array.TrueForAll(connected, static server => server.ServerType == ServerType.Sentinel))
                return multiplexer;
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

        public override Task<IConnectionMultiplexer> OpenAsync() => Task.FromResult(multiplexer);

        public override Task CloseAsync(IConnectionMultiplexer multiplexer) => Task.CompletedTask;
    }
}
