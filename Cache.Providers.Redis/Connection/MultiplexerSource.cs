using StackExchange.Redis;

namespace Cache.Connection;

// where the client's connection comes from: opened by us and closed by us, or the application's own
internal abstract class MultiplexerSource
{
    /// <summary>The endpoints, for messages.</summary>
    public abstract string Target { get; }

    /// <summary>Whether the connection is ours, to be closed and opened again.</summary>
    public abstract bool IsOwn { get; }

    /// <summary>How long it may take to open; the client says sooner that there is no server.</summary>
    public abstract TimeSpan Patience { get; }

    public abstract Task<IConnectionMultiplexer> OpenAsync();

    public abstract Task CloseAsync(IConnectionMultiplexer multiplexer);

    public static MultiplexerSource Own(ConfigurationOptions options) => new Opened(options);

    public static MultiplexerSource Given(IConnectionMultiplexer multiplexer) => new Foreign(multiplexer);

    private static string Describe(IEnumerable<System.Net.EndPoint> endPoints) => string.Join(',', endPoints.Select(EndPointText.Of));

    private sealed class Opened(ConfigurationOptions options) : MultiplexerSource
    {
        public override string Target { get; } = Describe(options.EndPoints);

        public override bool IsOwn => true;

        public override TimeSpan Patience { get; } = TimeSpan.FromMilliseconds((double)options.ConnectTimeout * (options.ConnectRetry + 1));

        public override async Task<IConnectionMultiplexer> OpenAsync()
        {
            var multiplexer = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return multiplexer;
        }

        public override async Task CloseAsync(IConnectionMultiplexer multiplexer)
        {
            // the class, not the interface: where the interface declares Dispose differs between versions of the client
            var own = (ConnectionMultiplexer)multiplexer;
            await own.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            own.Dispose();
        }
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
