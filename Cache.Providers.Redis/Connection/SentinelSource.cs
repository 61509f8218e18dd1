using StackExchange.Redis;

namespace Cache.Connection;

// the master that the sentinels name, opened by us; after a failover it is another one
internal sealed class SentinelSource(ConfigurationOptions options, Sentinels sentinels) : MultiplexerSource
{
    private volatile string? _master;

    public override string Target => _master is { } master ? $"{master}, the master of {sentinels.Name}" : sentinels.Name;

    public override bool IsOwn => true;

    // to ask, then to connect
    public override TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(options.ConnectTimeout) + PatienceOf(options);

    public override async Task<IConnectionMultiplexer> OpenAsync(OpeningLog log)
    {
        var master = await sentinels.FindAsync().ConfigureAwait(false);
        _master = EndPointText.Of(master);
        var toMaster = options.Clone();
        toMaster.EndPoints.Clear();
        toMaster.EndPoints.Add(master);
        toMaster.ServiceName = null;
        return await ConnectAsync(toMaster, log).ConfigureAwait(false);
    }

    public override Task CloseAsync(IConnectionMultiplexer multiplexer) => CloseOwnAsync(multiplexer);

    public override Task CloseAsync() => sentinels.CloseAsync();

    public override bool CanMove => true;

    public override async Task<bool> HasMovedAsync()
    {
        try
        {
            return EndPointText.Of(await sentinels.FindAsync().ConfigureAwait(false)) != _master;
        }
        catch (NoMasterException)
        {
            // the master that is known may be there all the same; its answers tell
            return false;
        }
    }
}
