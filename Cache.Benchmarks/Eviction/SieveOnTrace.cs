using Cache.Tests.Memory.Traces;

namespace Cache.Benchmarks.Eviction;

/// <summary>SIEVE, simulated: the alternative to S3-FIFO. One queue, one bit, a hand that moves from the oldest to the newest and evicts where it finds no bit.</summary>
/// <remarks>Zhang, Yang, Yue, Vigfusson and Rashmi, "SIEVE is Simpler than LRU" (NSDI 2024).</remarks>
internal sealed class SieveOnTrace(int capacity) : ITraceCache
{
    private readonly LinkedList<int> _queue = new();
    private readonly bool[] _held = new bool[2 * Trace.Keys];
    private readonly bool[] _visited = new bool[2 * Trace.Keys];
    private LinkedListNode<int>? _hand;

    public bool Request(int key)
    {
        if (_held[key])
        {
            _visited[key] = true;
            return true;
        }
        if (_queue.Count == capacity)
            Evict();
        _held[key] = true;
        _visited[key] = false;
        _queue.AddFirst(key);
        return false;
    }

    private void Evict()
    {
        var hand = _hand ?? _queue.Last!;
        while (_visited[hand.Value])
        {
            _visited[hand.Value] = false;
            hand = hand.Previous ?? _queue.Last!;
        }
        _hand = hand.Previous;
        _held[hand.Value] = false;
        _queue.Remove(hand);
    }
}
