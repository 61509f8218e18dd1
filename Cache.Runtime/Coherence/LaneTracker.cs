using Cache.SharedTier;

namespace Cache.Coherence;

/// <summary>Follows the sequences of all lanes by the messages that come in, and tells which lanes have missed one.</summary>
/// <remarks>
/// <para>
/// Messages may come late, twice, in any order, or never. A lane has heard everything up to its <em>heard</em> sequence; what came from beyond is held until
/// either the missing ones come or <see cref="Patience"/> is over: then it is a gap, and what the lane protects must be dropped. A message itself is
/// applied when it comes, whatever its place: to invalidate early is never wrong.
/// </para>
/// <para>
/// A reading of the server's sequences finds what no message will ever tell: that the last messages of a lane were lost. It is a promise of messages up to
/// there, with the same patience. A reading below what the lane had heard before the request was sent means that the server has lost writes.
/// All members are called under the lock of whoever owns the tracker.
/// </para>
/// </remarks>
internal sealed class LaneTracker(TimeSpan patience)
{
    /// <summary>How long a message may be late, by default.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly Lane[] _lanes = [.. Enumerable.Range(0, Lanes.Total).Select(static _ => new Lane())];
    private bool _started;

    /// <summary>Whether every lane has heard all that the last reading promised.</summary>
    public bool IsComplete => _started && Array.TrueForAll(_lanes, static lane => lane.Heard >= lane.Promised);

    /// <summary>What each lane has heard without a gap; kept by who sends a request for a reading.</summary>
    public long[] Heard => [.. _lanes.Select(static lane => lane.Heard)];

    /// <summary>Whether some lanes have heard everything up to some sequences, without a gap.</summary>
    /// <param name="lanes">The lanes.</param>
    /// <param name="sequences">Their sequences.</param>
    public bool HasHeard(int[] lanes, long[] sequences)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            if (_lanes[lanes[i]].Heard < sequences[i])
                return false;
        }
        return _started;
    }

    /// <summary>Takes the sequences as they are: all that was said before is known, or has been dropped.</summary>
    public void Start(long[] sequences)
    {
        for (var i = 0; i < _lanes.Length; i++)
            _lanes[i].Settle(sequences[i]);
        _started = true;
    }

    /// <summary>A message has come.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="now">The local time, in ticks.</param>
    public void Hear(int lane, long sequence, long now)
    {
        if (_started)
            _lanes[lane].Hear(sequence, now + patience.Ticks);
    }

    /// <summary>A reading of the server's sequences has come.</summary>
    /// <param name="sequences">By lane.</param>
    /// <param name="heardBefore">What <see cref="Heard"/> was when the reading was asked for.</param>
    /// <param name="now">The local time, in ticks.</param>
    /// <returns>Whether it may be believed; <see langword="false"/> when a sequence has gone backwards.</returns>
    public bool Read(long[] sequences, long[] heardBefore, long now)
    {
        for (var i = 0; i < _lanes.Length; i++)
        {
            if (sequences[i] < heardBefore[i])
                return false;
        }
        for (var i = 0; i < _lanes.Length; i++)
            _lanes[i].Promise(sequences[i], now + patience.Ticks);
        return true;
    }

    /// <summary>The lanes that have waited too long for a message. They count as complete from here on.</summary>
    /// <param name="now">The local time, in ticks.</param>
    public List<int> TakeGaps(long now)
    {
        List<int> gaps = [];
        for (var i = 0; i < _lanes.Length; i++)
        {
            if (_lanes[i].IsOverdue(now))
            {
                _lanes[i].Settle(_lanes[i].Promised);
                gaps.Add(i);
            }
        }
        return gaps;
    }

    private sealed class Lane
    {
        private readonly SortedSet<long> _held = [];
        private long _deadline = long.MaxValue;

        public long Heard { get; private set; }

        public long Promised { get; private set; }

        public void Settle(long sequence)
        {
            Heard = sequence;
            Promised = sequence;
            _held.Clear();
            _deadline = long.MaxValue;
        }

        public void Hear(long sequence, long deadline)
        {
            if (sequence <= Heard)
                return;
            _held.Add(sequence);
            while (_held.Count > 0 && _held.Min == Heard + 1)
            {
                _held.Remove(Heard + 1);
                Heard++;
            }
            Promise(sequence, deadline);
        }

        // the first message that is missing sets the deadline; those that come meanwhile do not put it off
        public void Promise(long sequence, long deadline)
        {
            Promised = Math.Max(Promised, sequence);
            if (Heard >= Promised)
                _deadline = long.MaxValue;
            else if (_deadline == long.MaxValue)
                _deadline = deadline;
        }

        public bool IsOverdue(long now) => _deadline <= now;
    }
}
