using System.Diagnostics.CodeAnalysis;
using Cache.Time;

namespace Cache.Engine;

/// <summary>When something is due for keys of one cache: one time a key.</summary>
/// <remarks>
/// It holds keys, not entries: who is told that a key is due looks at what stands there then, which may be another entry, or none. A key that is added again for an earlier time is told of
/// then; its later time is passed over when it comes. One lock guards it all; the handler is called without it, on the thread of the clock, and a limited number of times a tick.
/// </remarks>
internal sealed class KeySchedule<TKey>(CoarseClock clock, Action<TKey> due)
    where TKey : notnull
{
    private const int KeysPerTick = 256;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<TKey, long> _queue = new();
    private readonly Dictionary<TKey, long> _times = [];
    private bool _isListening;

    /// <summary>Notes when a key is due, unless it is due earlier already.</summary>
    public void Add(TKey key, long at)
    {
        lock (_lock)
        {
            if (!_isListening)
            {
                _isListening = true;
                clock.Ticked += Tick;
            }
            if (_times.TryGetValue(key, out var present) && present <= at)
                return;
            _times[key] = at;
            _queue.Enqueue(key, at);
        }
    }

    private void Tick(long now)
    {
        for (var count = 0; count < KeysPerTick && TryTake(now, out var key, out var isDue); count++)
        {
            if (isDue)
                due(key);
        }
    }

    private bool TryTake(long now, [MaybeNullWhen(false)] out TKey key, out bool isDue)
    {
        lock (_lock)
        {
            isDue = false;
            if (!_queue.TryPeek(out key, out var at) || at > now)
                return false;
            _queue.Dequeue();
            isDue = _times.TryGetValue(key, out var time) && time == at && _times.Remove(key);
            return true;
        }
    }
}
