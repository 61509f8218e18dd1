namespace Cache.RateLimits;

/// <summary>The permits of one count: a ring of those that were given within the window, oldest first, each with how many there were in all by then. 16 bytes for each time that some were given.</summary>
/// <remarks>Of those in the window, how many there are is the difference of two totals, and which one has to go before others can come is found by halving. Not safe for threads.</remarks>
internal sealed class PermitRing
{
    private Grant[] _ring = new Grant[4];
    private int _first;
    private int _length;
    // how many permits there were before the oldest that is kept
    private long _gone;
    private long _total;

    public long Count => _total - _gone;

    public bool IsEmpty => _length == 0;

    /// <summary>When the last permits were given.</summary>
    public long Last => this[_length - 1].Time;

    private ref Grant this[int index] => ref _ring[(_first + index) & (_ring.Length - 1)];

    public void Add(long time, int permits)
    {
        if (_length == _ring.Length)
            Grow();
        _total += permits;
        this[_length++] = new(time, _total);
    }

    /// <summary>Forgets what was given at a time or before. Each is forgotten once, so this costs nothing in the long run.</summary>
    public void Forget(long until)
    {
        while (_length > 0 && this[0].Time <= until)
        {
            _gone = this[0].Total;
            _first = (_first + 1) & (_ring.Length - 1);
            _length--;
        }
    }

    /// <summary>When the permit was given whose end leaves room for so many.</summary>
    /// <param name="excess">How many permits have to go, at least one and at most all.</param>
    public long TimeOf(long excess)
    {
        var (low, high) = (0, _length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].Total - _gone >= excess)
                high = middle;
            else
                low = middle + 1;
        }
        return this[low].Time;
    }

    private void Grow()
    {
        var ring = new Grant[_ring.Length * 2];
        for (var i = 0; i < _length; i++)
            ring[i] = this[i];
        (_ring, _first) = (ring, 0);
    }

    private readonly record struct Grant(long Time, long Total);
}
