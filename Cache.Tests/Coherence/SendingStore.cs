using System.Diagnostics;
using Cache.SharedTier;

namespace Cache.Tests.Coherence;

// takes invalidations, and nothing else: who sends must not read
internal sealed class SendingStore : ISharedStore
{
    /// <summary>What has been sent, in order: also what then failed.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>How many commands that took.</summary>
    public int Commands { get; private set; }

    /// <summary>Called before each is applied; throws, or waits, as a test wants.</summary>
    public Func<string, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public async Task<long> InvalidateAsync(int lane, IReadOnlyList<string> keys)
    {
        Commands++;
        Assert.That(keys.Select(Lanes.Of), Is.All.EqualTo(lane));
        foreach (var key in keys)
            await SendAsync(key);
        return 1;
    }

    public Task<long> MoveVersionAsync(string name) => SendAsync(name);

    public Task<long> PublishPatternAsync(string pattern) => SendAsync(pattern);

    public async IAsyncEnumerable<IReadOnlyList<string>> ScanAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task StartAsync(ISharedListener listener) => throw new UnreachableException();

    public Task<SharedSlot> GetAsync(string key) => throw new UnreachableException();

    public Task<SharedSlot> GetOrLeaseAsync(string key, SlotId lease, long under, TimeSpan life) => throw new UnreachableException();

    public Task<bool> TakeOverAsync(string key, SharedSlot seen, SlotId lease, long under, TimeSpan life, bool keep) => throw new UnreachableException();

    public Task<bool> RenewAsync(string key, SlotId lease, TimeSpan life) => throw new UnreachableException();

    public Task<bool> FillAsync(string key, SlotId lease, ReadOnlyMemory<byte> value, TimeSpan ttl) => throw new UnreachableException();

    public Task TouchAsync(string key, TimeSpan life) => throw new UnreachableException();

    public Task<bool> AmendAsync(string key, SharedAmendment amendment) => throw new UnreachableException();

    public Task ReleaseAsync(string key, SlotId lease) => throw new UnreachableException();

    public Task<bool> AwaitAsync(string key, SlotId lease) => throw new UnreachableException();

    public Task<(long Sequence, bool Stored)> SetAsync(string key, SlotId id, ReadOnlyMemory<byte> value, TimeSpan ttl, long? unlessMoved) => throw new UnreachableException();

    public Task<long> GetSequenceAsync(int lane) => throw new UnreachableException();

    public Task<long[]> GetVersionsAsync(IReadOnlyList<string> names) => throw new UnreachableException();

    /// <summary>What the next reading of the lanes gives.</summary>
    public Func<Task<LaneReading>> Reading { get; set; } = static () => throw new UnreachableException();

    public Task<LaneReading> ReadLanesAsync() => Reading();

    public ValueTask DisposeAsync() => default;

    private async Task<long> SendAsync(string what)
    {
        lock (Sent)
            Sent.Add(what);
        await Before(what);
        return 1;
    }
}
