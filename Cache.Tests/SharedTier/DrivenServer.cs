using Cache.SharedTier;

namespace Cache.Tests.SharedTier;

// a server in memory that a test holds by the strings: it can be away, lose or hold messages, fail after it has applied, and wait at every step
internal sealed partial class DrivenServer(ManualTimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private readonly long[] _sequences = new long[Lanes.Total];
    private readonly List<NodeStore> _nodes = [];
    private readonly List<(NodeStore To, SharedMessage Message)> _held = [];
    private long _lastBirth;

    /// <summary>Every command fails, unapplied.</summary>
    public bool IsAway { get; set; }

    /// <summary>Every command is applied, and then reported as failed.</summary>
    public bool LosesReplies { get; set; }

    /// <summary>What becomes of messages.</summary>
    public Messages Messages { get; set; }

    public string History { get; set; } = "one";

    /// <summary>Commands so far, by name.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>Called before each command is applied; a test waits here.</summary>
    public Func<string, Task> Before { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The part of the protocol that is taken out, to show that it is needed.</summary>
    public Lack Lack { get; init; }

    /// <summary>The quota that nodes find; null where they find none.</summary>
    public ISharedQuota? Quota { get; init; }

    /// <summary>How many messages are held.</summary>
    public int Held
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    public ISharedStore NewNode() => new NodeStore(this);

    /// <summary>Delivers what is held, in the order that a test wants.</summary>
    public void Deliver(Func<IReadOnlyList<SharedMessage>, IEnumerable<int>>? order = null)
    {
        List<(NodeStore To, SharedMessage Message)> held;
        lock (_lock)
        {
            held = [.. _held];
            _held.Clear();
        }
        foreach (var i in order?.Invoke([.. held.Select(static one => one.Message)]) ?? Enumerable.Range(0, held.Count))
            held[i].To.Hear(held[i].Message);
    }

    /// <summary>Delivers one message that is held, or loses it; the others stay.</summary>
    public void DeliverOne(int index, bool lose)
    {
        (NodeStore To, SharedMessage Message) one;
        lock (_lock)
        {
            if (index >= _held.Count)
                return;
            one = _held[index];
            _held.RemoveAt(index);
        }
        if (!lose)
            one.To.Hear(one.Message);
    }

    /// <summary>Empties everything, as FLUSHALL does.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            _slots.Clear();
            _versions.Clear();
            Array.Clear(_sequences);
        }
    }

    public bool Holds(string key)
    {
        lock (_lock)
            return Find(key) is { Lease: null };
    }

    /// <summary>The bytes of a value.</summary>
    public byte[] Read(string key)
    {
        lock (_lock)
            return Find(key)!.Value;
    }

    public void Put(string key, byte[] value)
    {
        lock (_lock)
            _slots[key] = new(SlotId.New(), value, null, long.MaxValue);
    }

    private long Micros => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    // a server's clock goes on between two births, and a test's does not
    private long Birth() => _lastBirth = Math.Max(Micros, _lastBirth + 1);

    private void DropVersion(string key)
    {
        if (Lack == Lack.KeyVersions)
            return;
        _versions.Remove(key);
        _versions.Remove(KeyVersions.Of(key));
    }

    private long After(TimeSpan life) => life == Timeout.InfiniteTimeSpan ? long.MaxValue : Micros + (life.Ticks / TimeSpan.TicksPerMicrosecond);

    private Slot? Find(string key)
    {
        if (!_slots.TryGetValue(key, out var slot))
            return null;
        if (slot.ExpiresAt > Micros)
            return slot;
        _slots.Remove(key);
        return null;
    }

    private SharedSlot Show(Slot? slot) => slot switch
    {
        null => new(SharedSlotKind.Empty, default, default),
        { Lease: null } => new(SharedSlotKind.Value, slot.Id, slot.Value),
        _ => new(SharedSlotKind.Lease, slot.Id, slot.Value, slot.Lease.Under),
    };

    private long Raise(int lane)
    {
        ref var sequence = ref _sequences[lane];
        sequence = sequence == 0 ? Micros : sequence + 1;
        return sequence;
    }

    private void Publish(NodeStore from, int lane, long sequence, SharedMessageKind kind, string[] texts)
    {
        if (Messages == Messages.Lost)
            return;
        foreach (var node in _nodes)
            _held.Add((node, new(lane, sequence, node == from, kind, texts)));
    }

    private async Task<T> RunAsync<T>(string command, Func<T> apply)
    {
        await Before(command).ConfigureAwait(false);
        T result;
        lock (_lock)
        {
            Commands.Add(command);
            if (IsAway)
                throw new SharedStoreException("The server is away.");
            result = apply();
        }
        if (Messages == Messages.Delivered)
            Deliver();
        return LosesReplies ? throw new SharedStoreException("The reply was lost.") : result;
    }

    private sealed record Slot(SlotId Id, byte[] Value, LeaseLife? Lease, long ExpiresAt);

    private sealed record LeaseLife(SlotId HeldId, long Deadline, long HeldExpiresAt, long Under)
    {
        public bool IsAwaited { get; set; }
    }
}

// parts of the protocol that the server can do without, wrongly
internal enum Lack
{
    None,

    /// <summary>A fill asks for no lease.</summary>
    LeaseCheck,

    /// <summary>An invalidation is told before the slot is emptied.</summary>
    UnlinkFirst,

    /// <summary>A reading of the sequences shows only what the node has heard.</summary>
    Watermark,

    /// <summary>The version of a key stays when the key is changed.</summary>
    KeyVersions,

    /// <summary>The sequence of a lane is what the node has heard.</summary>
    CatchUp,
}

internal enum Messages
{
    Delivered,
    Held,
    Lost,
}
