using Cache.Tests.Memory.Traces;

namespace Cache.Benchmarks.Eviction;

/// <summary>S3-FIFO by its paper, simulated: what the store must come up to with a ghost that forgets a little and a bounded search.</summary>
internal sealed class S3FifoOnTrace(int capacity, byte mostFrequency) : ITraceCache
{
    private readonly Queue<int> _small = new();
    private readonly Queue<int> _main = new();
    private readonly Queue<int> _ghost = new();
    private readonly bool[] _held = new bool[2 * Trace.Keys];
    private readonly byte[] _frequency = new byte[2 * Trace.Keys];

    // how often a key stands in the ghost
    private readonly int[] _ghosts = new int[2 * Trace.Keys];

    public bool Request(int key)
    {
        if (_held[key])
        {
            _frequency[key] = (byte)Math.Min(_frequency[key] + 1, mostFrequency);
            return true;
        }
        while (_small.Count + _main.Count >= capacity)
            Evict();
        _held[key] = true;
        _frequency[key] = 0;
        (_ghosts[key] > 0 ? _main : _small).Enqueue(key);
        return false;
    }

    private void Evict()
    {
        if (_small.Count >= capacity / 10 || _main.Count == 0)
            EvictFromSmall();
        else
            EvictFromMain();
    }

    private void EvictFromSmall()
    {
        while (_small.TryDequeue(out var key))
        {
            if (_frequency[key] > 0)
            {
                _frequency[key] = 0;
                _main.Enqueue(key);
                continue;
            }
            _held[key] = false;
            _ghosts[key]++;
            _ghost.Enqueue(key);
            if (_ghost.Count > capacity * 9 / 10)
                _ghosts[_ghost.Dequeue()]--;
            return;
        }
    }

    private void EvictFromMain()
    {
        while (true)
        {
            var key = _main.Dequeue();
            if (_frequency[key]-- > 0)
            {
                _main.Enqueue(key);
                continue;
            }
            _frequency[key] = 0;
            _held[key] = false;
            return;
        }
    }
}
