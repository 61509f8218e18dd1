namespace Cache.Local;

/// <summary>Which entry goes when the budget is spent: S3-FIFO. Not safe for concurrent use; the store's lock guards it.</summary>
/// <remarks>
/// The algorithm is that of Yang, Zhang, Qiu, Yue and Rashmi, "FIFO Queues are All You Need for Cache Eviction" (SOSP 2023). A new entry enters a small queue of a tenth
/// of the budget; at its end it goes on to the main queue if it was hit, else it is evicted and only its key is remembered. A key that comes back while it is remembered enters the
/// main queue at once. At the end of the main queue an entry that was hit goes round again. A hit only counts up to three in the entry. docs/eviction.md has
/// the measurements for which it was chosen.
/// </remarks>
internal sealed class S3Fifo(CacheSize limit)
{
    private const byte MostFrequency = 3;

    // entries passed over for one victim: bounds the time under the lock when all entries were hit, and costs no hit ratio
    private const int MostPasses = 64;

    private readonly EntryQueue _small = new();
    private readonly EntryQueue _main = new();
    private readonly GhostQueue _ghost = new();

    public long Count => _small.Count + _main.Count;

    public long Bytes => _small.Bytes + _main.Bytes;

    /// <summary>Counts a hit. Called without the lock: a count that is lost costs a little precision.</summary>
    public static void Touch(LocalEntry entry)
    {
        if (++entry.Links.Frequency >= MostFrequency)
            entry.Visited = true;
    }

    /// <summary>Whether an entry fits into the budget beside what is held.</summary>
    public bool HasRoomFor(LocalEntry entry) => limit.InBytes ? Bytes + entry.Size <= limit.Value : Count < limit.Value;

    public void Add(LocalEntry entry)
    {
        entry.Links.InMain = _ghost.Take(entry.KeyHash, Count);
        QueueOf(entry).Add(entry);
    }

    public void Remove(LocalEntry entry) => QueueOf(entry).Remove(entry);

    /// <summary>Takes out the entry that is needed least. At least one must be held.</summary>
    /// <param name="now">The time: an entry that is kept no longer goes, hit or not.</param>
    public LocalEntry TakeVictim(long now)
    {
        var passes = MostPasses;
        if (_main.Count == 0 || Used(_small) >= limit.Value / 10)
        {
            while (_small.Oldest is { } entry)
            {
                _small.Remove(entry);
                if (IsVictim(entry, now, ref passes))
                {
                    _ghost.Add(entry.KeyHash, Count);
                    return entry;
                }
                MoveToMain(entry, frequency: 0);
            }
        }

        while (true)
        {
            var entry = _main.Oldest!;
            _main.Remove(entry);
            if (IsVictim(entry, now, ref passes))
                return entry;
            MoveToMain(entry, (byte)(FrequencyOf(entry) - 1));
        }
    }

    private static bool IsVictim(LocalEntry entry, long now, ref int passes) =>
        FrequencyOf(entry) == 0 || entry.KeptUntil <= now || passes-- == 0;

    // a mark set while the count was reset under it would else keep an entry that is hit all the time from ever being counted again
    private static byte FrequencyOf(LocalEntry entry) => entry.Visited ? MostFrequency : entry.Links.Frequency;

    private void MoveToMain(LocalEntry entry, byte frequency)
    {
        entry.Links.Frequency = frequency;
        entry.Visited = false;
        entry.Links.InMain = true;
        _main.Add(entry);
    }

    private EntryQueue QueueOf(LocalEntry entry) => entry.Links.InMain ? _main : _small;

    private long Used(EntryQueue queue) => limit.InBytes ? queue.Bytes : queue.Count;
}
