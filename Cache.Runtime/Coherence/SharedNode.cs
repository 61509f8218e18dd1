using System.Collections.Concurrent;
using Cache.Quotas;
using Cache.SharedTier;
using Cache.Telemetry;
using Cache.Time;
using Microsoft.Extensions.Logging;

namespace Cache.Coherence;

/// <summary>This node as a member of those that share a tier: hears what the others invalidate, tells them what it does, and knows how far it can be trusted.</summary>
/// <remarks>
/// A message drops what is in memory and never touches the server. It is applied before the watermark hears of it, so what the watermark confirms has been applied. This
/// node's own messages only count: whoever sent them has dropped what is here after the server's reply, and must not lose again what was loaded since.
/// </remarks>
internal sealed class SharedNode : ISharedListener, IWatermarkTarget, IAsyncDisposable, IDisposable
{
    // a server that does not even refuse holds up the client for longer than callers may wait
    private static readonly TimeSpan s_startPatience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ISharedTable> _tables = new(StringComparer.Ordinal);
    private readonly Versions _versions;
    private readonly TimeProvider _time;
    private readonly CoarseClock _clock;
    private readonly ILogger _log;
    private readonly TimeSpan _between;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _readNow = new(0, 1);
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private readonly QuotaUpkeep? _quota;
    private volatile bool _isLost;

    public SharedNode(ISharedStore store, string cacheNamespace, SharedOptions options, Versions versions, CoarseClock clock, TimeProvider time, ILogger log)
    {
        Store = store;
        Window = options.CoherenceWindow;
        LeaseLife = options.LeaseLife;
        Throws = options.OnInvalidationFailure == InvalidationFailure.Throw;
        Namespace = cacheNamespace;
        _versions = versions;
        _time = time;
        _clock = clock;
        _log = log;
        _between = Window / 4;
        Outbox = new(store, clock, options.InvalidationQueueLimit, key => new(SharedChangeKind.Version, AllOf(key)));
        Watermark = new(clock, Window, this);
        clock.Ticked += Watermark.Tick;
        _running = RunAsync();
        _quota = store.Quota is { } quota ? new(quota, _between, () => Watermark.HasRead, time) : null;
    }

    public ISharedStore Store { get; }

    /// <summary>The quota of what is stored there; null where there is none.</summary>
    public ISharedQuota? Quota => _quota?.Quota;

    public string Namespace { get; }

    public TimeSpan Window { get; }

    public TimeSpan LeaseLife { get; }

    public TimeProvider Time => _time;

    public Outbox Outbox { get; }

    public Watermark Watermark { get; }

    public Landings Landings { get; } = new();

    /// <summary>Whether the shared tier has been reached, and its connection has not gone since, as far as the store knows.</summary>
    public bool IsConnected => Watermark.HasRead && !_isLost;

    /// <summary>Whether an invalidation that cannot reach the shared tier fails its caller as well as being kept.</summary>
    public bool Throws { get; }

    public void Add(ISharedTable table) => _tables[table.Prefix] = table;

    /// <summary>Waits until the shared tier may be read: it has been reached, and all that this node has invalidated has been sent there.</summary>
    /// <exception cref="SharedStoreException">It may not.</exception>
    public ValueTask ReadyAsync() => Watermark.HasRead && Outbox.Count == 0 ? default : BecomeReadyAsync();

    /// <summary>Brings an invalidation to the shared tier, or keeps it.</summary>
    /// <exception cref="SharedStoreException">It is kept, and the options want it to fail as well.</exception>
    public async ValueTask<InvalidationResult> SendAsync(SharedChange change)
    {
        try
        {
            await Outbox.SendAsync(change).ConfigureAwait(false);
            return InvalidationResult.Applied;
        }
        catch (SharedStoreException failure)
        {
            Undelivered(change, failure);
            return InvalidationResult.Queued;
        }
    }

    /// <summary>Keeps an invalidation that has not reached the shared tier, and fails its caller where the options say so.</summary>
    public void Undelivered(SharedChange change, SharedStoreException failure)
    {
        Outbox.Keep(change);
        // once for each time that the queue fills, not for each of them
        if (Outbox.Count == 1)
            CacheLog.InvalidationsQueued(_log, failure, change.Text);
        if (Throws)
            throw failure;
    }

    public void Invalidated(SharedMessage message)
    {
        if (!message.IsOwn)
            Apply(message);
        Watermark.Applied(message.Lane, message.Sequence);
    }

    /// <summary>Waits until this node has heard what the server had acknowledged of some versions, and of patterns, when this was called.</summary>
    /// <param name="cells">The versions.</param>
    /// <returns>Whether it has, in the time that messages may take.</returns>
    /// <exception cref="SharedStoreException">The server could not be asked.</exception>
    public async ValueTask<bool> CatchUpAsync(VersionCell[] cells)
    {
        int[] lanes = [Lanes.Patterns, .. cells.Select(static cell => Lanes.Of(cell.Name)).Distinct()];
        var sequences = await Task.WhenAll(lanes.Select(Store.GetSequenceAsync)).ConfigureAwait(false);
        return await Watermark.CatchUpAsync(lanes, sequences, _time).ConfigureAwait(false);
    }

    public void Landed(string key) => Landings.Wake(key);

    public void ConnectionChanged(bool isConnected)
    {
        _isLost = !isConnected;
        CacheLog.ConnectionChanged(_log, isConnected ? "up" : "down");
        if (isConnected)
            ReadSoon();
    }

    void IWatermarkTarget.MissedMessages(int lane)
    {
        CacheLog.MessagesMissed(_log, lane);
        if (lane == Lanes.Patterns)
        {
            _versions.MoveAll();
            return;
        }
        foreach (var table in _tables.Values)
            table.DropLane(lane);
        // the lane may have carried the move of any version
        _versions.MoveLane(lane);
    }

    void IWatermarkTarget.HistoryChanged(bool isFirst)
    {
        _versions.MoveAll();
        if (isFirst)
            return;
        Outbox.KeepRecent();
        CacheLog.HistoryChanged(_log, Outbox.Count);
    }

    void IWatermarkTarget.Unconfirmed() => _versions.DoubtAll();

    void IWatermarkTarget.ConfirmationChanged(bool isConfirmed) => CacheLog.ConfirmationChanged(_log, isConfirmed ? "confirmed" : "unconfirmed", Window);

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        _clock.Ticked -= Watermark.Tick;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (_quota is not null)
            await _quota.DisposeAsync().ConfigureAwait(false);
        await TryAsync(() => Outbox.DrainAsync().AsTask()).ConfigureAwait(false);
        TellLost();
    }

    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
            return;
        _clock.Ticked -= Watermark.Tick;
        _stopping.Cancel();
        _quota?.Dispose();
        TellLost();
    }

    private void TellLost()
    {
        if (Outbox.Count > 0)
            CacheLog.InvalidationsLost(_log, Outbox.Count);
    }

    private async ValueTask BecomeReadyAsync()
    {
        await _tried.Task.ConfigureAwait(false);
        if (!Watermark.HasRead)
            throw new SharedStoreException("The shared tier has not been reached since this node started.");
        await Outbox.DrainAsync().ConfigureAwait(false);
    }

    private void Apply(SharedMessage message)
    {
        // others may write to the channel
        foreach (var text in message.Texts.Where(IsOurs))
        {
            switch (message.Kind)
            {
                case SharedMessageKind.Keys:
                    DropKey(SharedNames.IsOfKey(text) ? SharedNames.KeyOfVersion(text) : text);
                    break;
                case SharedMessageKind.Version:
                    MoveVersion(text);
                    break;
                case SharedMessageKind.Pattern when KeyPattern.TryParse(text, out var pattern):
                    if (_tables.TryGetValue(pattern.Prefix, out var table))
                        table.Drop(pattern);
                    if (_versions.Tracks)
                        _versions.MoveTracked(SharedNames.OfScan(pattern.Prefix));
                    break;
            }
        }
    }

    private void DropKey(string key)
    {
        TableOf(key)?.Drop(key);
        // whether this node holds the key or not: something here may have been made of it
        if (_versions.Tracks)
            _versions.MoveTracked(SharedNames.OfKey(key));
        Landings.Wake(key);
    }

    private bool IsOurs(string text) =>
        text.Length > Namespace.Length && text[Namespace.Length] == ':' && text.StartsWith(Namespace, StringComparison.Ordinal);

    // what it is there now is not taken from the message, which may be older than what this node has moved it to
    private void MoveVersion(string name)
    {
        var rest = name.AsSpan(Namespace.Length + 1);
        var kind = rest[..Math.Max(rest.IndexOf(':'), 0)];
        if (rest is SharedNames.TagClock)
            _versions.Outdate(name);
        else if (kind is SharedNames.Tag)
            _versions.Move(null, name);
        // the owner's prefix stands in the name without the kind
        else if ((kind is SharedNames.All or SharedNames.Group) && TableOf($"{Namespace}:{rest[(kind.Length + 1)..]}") is { } table)
            _versions.Move(table, name);
        // of a cache that this node has not used, or of scans: what others have read of it
        else if (_versions.Tracks)
            _versions.MoveTracked(name);
    }

    // the prefix ends at some ':', which names hold none of, but type arguments may
    private ISharedTable? TableOf(string key)
    {
        for (var end = key.IndexOf(':', Namespace.Length + 1); end >= 0; end = key.IndexOf(':', end + 1))
        {
            if (_tables.TryGetValue(key[..end], out var table))
                return table;
        }
        return _tables.GetValueOrDefault(key);
    }

    // the version of the whole cache that a key, a pattern or a group is of, known here or not
    private string AllOf(string text)
    {
        var key = SharedNames.IsGroup(text) || SharedNames.IsOfKey(text) ? SharedNames.KeyOfVersion(text) : text.Split('\n')[0];
        return SharedNames.OfAll(TableOf(key)?.Prefix ?? SharedNames.PrefixOf(key));
    }

    private void ReadSoon()
    {
        try
        {
            _readNow.Release();
        }
        catch (SemaphoreFullException)
        {
            // somebody has asked already
        }
    }

    private async Task RunAsync()
    {
        try
        {
            var starting = StartAsync();
            await Task.WhenAny(starting, Task.Delay(s_startPatience, _time, _stopping.Token)).ConfigureAwait(false);
            _tried.SetResult();
            await starting.WaitAsync(_stopping.Token).ConfigureAwait(false);
            while (true)
            {
                await WaitAsync().ConfigureAwait(false);
                await TryAsync(() => Watermark.ReadAsync(Store)).ConfigureAwait(false);
                await TryAsync(() => Outbox.DrainAsync().AsTask()).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _tried.TrySetResult();
        }
    }

    private async Task StartAsync()
    {
        await TryAsync(() => Store.StartAsync(this)).ConfigureAwait(false);
        await TryAsync(() => Watermark.ReadAsync(Store)).ConfigureAwait(false);
    }

    private async Task WaitAsync()
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var reconnected = _readNow.WaitAsync(wake.Token);
        var due = Task.Delay(_between, _time, wake.Token);
        await Task.WhenAny(reconnected, due).ConfigureAwait(false);
        await wake.CancelAsync().ConfigureAwait(false);
        _stopping.Token.ThrowIfCancellationRequested();
    }

    // the store says what is wrong, once for each change; here it only means: not now
    private static async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (SharedStoreException)
        {
        }
    }
}
