namespace Cache.Locks;

/// <summary>Those of this process who wait for locks: one line for each lock, whose first alone asks, so that a lock which becomes free is asked for once by each process and not by each waiter.</summary>
internal sealed class LockLines
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LockLine> _lines = new(StringComparer.Ordinal);

    /// <summary>Stands at the end of the line for a lock. Whoever enters leaves.</summary>
    public LockLine Enter(string name)
    {
        lock (_lock)
        {
            if (!_lines.TryGetValue(name, out var line))
                _lines[name] = line = new(name);
            line.Length++;
            return line;
        }
    }

    public void Leave(LockLine line)
    {
        lock (_lock)
        {
            if (--line.Length == 0)
                _lines.Remove(line.Name);
        }
    }

    /// <summary>A lock has been released.</summary>
    public void Wake(string name)
    {
        LockLine? line;
        lock (_lock)
            _lines.TryGetValue(name, out line);
        line?.Wake();
    }
}

/// <summary>The line for one lock.</summary>
internal sealed class LockLine(string name)
{
    private volatile TaskCompletionSource? _next;

    public string Name => name;

    /// <summary>How many stand in it; guarded by the lock of the lines.</summary>
    public int Length { get; set; }

    /// <summary>Held by the first.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Ends at the next release. The first asks for it before he asks for the lock, so that no release falls between.</summary>
    public TaskCompletionSource Next() => _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Wake() => _next?.TrySetResult();
}
