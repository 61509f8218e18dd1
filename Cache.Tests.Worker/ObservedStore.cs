using System.Diagnostics;
using Cache.SharedTier;

namespace Cache.Tests.Worker;

/// <summary>The shared tier, and who has gone there: reads by the call that opened the flight, fills by what became of them.</summary>
internal sealed class ObservedStore(ISharedStore store) : ISharedStore
{
    private static readonly AsyncLocal<Visit?> s_visit = new();

    /// <summary>Notes of the calls that come from here on, in this flow, whether they read the shared tier.</summary>
    public static Visit Begin() => s_visit.Value = new();

    public ISharedQuota? Quota => store.Quota;

    public Task StartAsync(ISharedListener listener) => store.StartAsync(listener);

    public Task<SharedSlot> GetAsync(string key) => Read(store.GetAsync(key));

    public Task<SharedSlot> GetOrLeaseAsync(string key, SlotId lease, long under, TimeSpan life) => Read(store.GetOrLeaseAsync(key, lease, under, life));

    public Task<bool> TakeOverAsync(string key, SharedSlot seen, SlotId lease, long under, TimeSpan life, bool keep) => store.TakeOverAsync(key, seen, lease, under, life, keep);

    public Task<bool> RenewAsync(string key, SlotId lease, TimeSpan life) => store.RenewAsync(key, lease, life);

    public async Task<bool> FillAsync(string key, SlotId lease, ReadOnlyMemory<byte> value, TimeSpan ttl)
    {
        var began = Stopwatch.GetTimestamp();
        var stored = await store.FillAsync(key, lease, value, ttl);
        Answers.Write($"{(stored ? "filled" : "refused")} 0 {began} {Stopwatch.GetTimestamp()}");
        return stored;
    }

    public Task TouchAsync(string key, TimeSpan life) => store.TouchAsync(key, life);

    public Task<bool> AmendAsync(string key, SharedAmendment amendment) => store.AmendAsync(key, amendment);

    public Task ReleaseAsync(string key, SlotId lease) => store.ReleaseAsync(key, lease);

    public Task<bool> AwaitAsync(string key, SlotId lease) => store.AwaitAsync(key, lease);

    public Task<long> InvalidateAsync(int lane, IReadOnlyList<string> keys) => store.InvalidateAsync(lane, keys);

    public Task<(long Sequence, bool Stored)> SetAsync(string key, SlotId id, ReadOnlyMemory<byte> value, TimeSpan ttl, long? unlessMoved) => store.SetAsync(key, id, value, ttl, unlessMoved);

    public Task<long> GetSequenceAsync(int lane) => store.GetSequenceAsync(lane);

    public Task<long[]> GetVersionsAsync(IReadOnlyList<string> names) => store.GetVersionsAsync(names);

    public Task<long> MoveVersionAsync(string name) => store.MoveVersionAsync(name);

    public IAsyncEnumerable<IReadOnlyList<string>> ScanAsync(string prefix, CancellationToken cancellationToken) => store.ScanAsync(prefix, cancellationToken);

    public Task<long> PublishPatternAsync(string pattern) => store.PublishPatternAsync(pattern);

    public Task<LaneReading> ReadLanesAsync() => store.ReadLanesAsync();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static Task<SharedSlot> Read(Task<SharedSlot> reading)
    {
        if (s_visit.Value is { } visit)
            visit.HasRead = true;
        return reading;
    }
}

internal sealed class Visit
{
    public bool HasRead { get; set; }
}
