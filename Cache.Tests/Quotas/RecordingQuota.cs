using System.Collections.Concurrent;
using Cache.SharedTier;

namespace Cache.Tests.Quotas;

// a quota that keeps books on what it is told, and lets a test decide what fits
internal sealed class RecordingQuota : ISharedQuota
{
    private int _kept;
    private int _checked;

    public long Allocation { get; init; } = 1000;

    public long Bytes { get; set; }

    public long Evictions { get; set; }

    /// <summary>The longest value that fits.</summary>
    public int Largest { get; set; } = int.MaxValue;

    /// <summary>The keys that were used, in order.</summary>
    public ConcurrentQueue<string> Uses { get; } = new();

    public int Kept => Volatile.Read(ref _kept);

    public int Checked => Volatile.Read(ref _checked);

    /// <summary>Every upkeep fails.</summary>
    public bool IsAway { get; set; }

    public bool Fits(string key, int length) => length <= Largest;

    public void Used(string key) => Uses.Enqueue(key);

    public Task KeepAsync() => Count(ref _kept);

    public Task CheckAsync(CancellationToken cancellationToken) => Count(ref _checked);

    private Task Count(ref int calls)
    {
        Interlocked.Increment(ref calls);
        return IsAway ? Task.FromException(new SharedStoreException("The server is away.")) : Task.CompletedTask;
    }
}
