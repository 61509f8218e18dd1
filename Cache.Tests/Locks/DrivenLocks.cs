using Cache.Locks;
using Cache.Tests.Engine;

namespace Cache.Tests.Locks;

/// <summary>Locks whose clock stands still until it is advanced, over a store that fails when it is told to.</summary>
internal sealed class DrivenLocks
{
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(30);

    public DrivenLocks()
    {
        Memory = new(Time);
        Store = new(Memory);
        Locks = new CacheLocks(Store, "app", Time, Log);
    }

    public ManualTimeProvider Time { get; } = new();

    public MemoryLockStore Memory { get; }

    public FaultyLockStore Store { get; }

    public RecordingLog Log { get; } = new();

    public ICacheLocks Locks { get; }

    /// <summary>How many wait for a message or a timer.</summary>
    public int Pausing => ((CacheLocks)Locks).Pausing;

    public int[] Logged => [.. Log.Messages.Select(static message => message.Id)];

    /// <summary>Who holds the lock, as the server knows.</summary>
    public async Task<string?> OwnerAsync() => (await Memory.GetAsync("app:#lock:k"))?.Owner;

    public async Task<HeldLock> AcquireAsync() => (HeldLock)await Locks.AcquireAsync("k", Ttl);

    /// <summary>Lets time pass in steps, so that each timer fires when it is due.</summary>
    public void Pass(TimeSpan time)
    {
        var step = TimeSpan.FromMilliseconds(100);
        for (; time > step; time -= step)
            Time.Advance(step);
        Time.Advance(time);
    }
}
