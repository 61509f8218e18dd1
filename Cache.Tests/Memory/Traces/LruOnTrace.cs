namespace Cache.Tests.Memory.Traces;

/// <summary>Exact LRU, simulated: the yardstick.</summary>
internal sealed class LruOnTrace : ITraceCache
{
    private readonly int _capacity;
    private readonly bool[] _held = new bool[2 * Trace.Keys];

    // a ring through the keys, with a place of its own where it begins: after it the newest, before it the oldest
    private readonly int[] _next = new int[2 * Trace.Keys + 1];
    private readonly int[] _previous = new int[2 * Trace.Keys + 1];
    private int _count;

    public LruOnTrace(int capacity)
    {
        _capacity = capacity;
        _next[Start] = _previous[Start] = Start;
    }

    private static int Start => 2 * Trace.Keys;

    public bool Request(int key)
    {
        var hit = _held[key];
        if (hit)
            Unlink(key);
        else if (_count == _capacity)
            Evict(_previous[Start]);
        if (!hit)
            _count++;
        _held[key] = true;
        (_next[key], _previous[key]) = (_next[Start], Start);
        _previous[_next[Start]] = key;
        _next[Start] = key;
        return hit;
    }

    private void Evict(int key)
    {
        Unlink(key);
        _held[key] = false;
        _count--;
    }

    private void Unlink(int key)
    {
        _next[_previous[key]] = _next[key];
        _previous[_next[key]] = _previous[key];
    }
}
