namespace Cache.Coherence;

/// <summary>Those of this node who wait for the load of another node to land.</summary>
/// <remarks>Who waits asks for a place before it asks the server to be woken, so that no message falls between. Flights make one caller of a key at most; all that wait for a key are woken alike.</remarks>
internal sealed class Landings
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Ends at the next landing, or invalidation, of a key.</summary>
    public Task Next(string key)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(key, out var landing))
                _waiting[key] = landing = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return landing.Task;
        }
    }

    /// <summary>Wakes those who wait for a key.</summary>
    public void Wake(string key)
    {
        TaskCompletionSource? landing;
        lock (_lock)
        {
            if (!_waiting.Remove(key, out landing))
                return;
        }
        landing.SetResult();
    }
}
