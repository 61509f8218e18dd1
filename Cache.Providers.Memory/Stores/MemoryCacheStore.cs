using Cache.Time;
using Microsoft.Extensions.Caching.Memory;

namespace Cache.Local;

/// <summary>A store inside the application's <see cref="IMemoryCache"/>, which holds the budget and chooses what to evict.</summary>
/// <remarks>
/// <para>The entry of a table is key and value of an entry there. Its callbacks run on the thread pool and take the entry out of its table; one
/// that comes late finds nothing to do, for it removes that very entry only. A MemoryCache that is full refuses the new entry: the table then holds it until the callback has run.</para>
/// <para>The lock guards the wheel, the counts, and the links and <see cref="StoreLinks.Residence"/> of all entries; it is never held while the MemoryCache or a table is called.
/// Whoever makes an entry Gone under the lock tells the other side of it: an eviction tells the table, a removal the MemoryCache.</para>
/// <para>A MemoryCache looks for expired entries only when it is used. The wheel removes them in time without a request; the expiry set there lets
/// its own compaction prefer them.</para>
/// </remarks>
internal sealed class MemoryCacheStore : ILocalStore
{
    private const int StepsPerTick = 4096;

    private readonly Lock _lock = new();
    private readonly TimerWheel _wheel = new();
    private readonly IMemoryCache _cache;
    private readonly EntrySizes _sizes;
    private readonly CoarseClock _clock;
    private readonly PostEvictionCallbackRegistration _whenEvicted;
    private long _count;
    private long _bytes;

    /// <summary>Makes a store.</summary>
    /// <param name="cache">The application's. It is not disposed here.</param>
    /// <param name="sizes">Measures entries, for a MemoryCache with a SizeLimit.</param>
    /// <param name="clock">Its ticks free the memory of expired entries.</param>
    public MemoryCacheStore(IMemoryCache cache, EntrySizes sizes, CoarseClock clock)
    {
        _cache = cache;
        _sizes = sizes;
        _clock = clock;
        _whenEvicted = new() { EvictionCallback = static (key, _, reason, store) => ((MemoryCacheStore)store!).Evicted((LocalEntry)key, reason), State = this };
        clock.Ticked += FreeExpired;
    }

    public long Count => Interlocked.Read(ref _count);

    public long Bytes => Interlocked.Read(ref _bytes);

    public Func<TKey, TValue, long>? SizerFor<TKey, TValue>(Func<TKey, TValue, long>? declared) => _sizes.For(declared);

    public void Add(LocalEntry entry)
    {
        lock (_lock)
        {
            if (entry.Links.Residence != Residence.New)
                return;
            entry.Links.Residence = Residence.Resident;
            _wheel.Add(entry);
            _count++;
            _bytes += entry.Size;
            entry.Admitted();
        }

        using (var item = _cache.CreateEntry(entry))
        {
            item.Value = entry;
            // an entry without a size throws where the application set a SizeLimit
            item.Size = entry.Size;
            // the wheel ends it where that comes earlier
            if (entry.KeptAtMost is var end and not CoarseClock.Never)
                item.AbsoluteExpirationRelativeToNow = TimeSpan.FromTicks(Math.Max(end - _clock.Now, 1));
            item.PostEvictionCallbacks.Add(_whenEvicted);
        }

        // a removal that came between the two found nothing in the MemoryCache
        if (IsGone(entry))
            _cache.Remove(entry);
    }

    public void Remove(LocalEntry entry)
    {
        if (TryForget(entry))
            _cache.Remove(entry);
    }

    /// <summary>Lets the application's MemoryCache see the hit, every one: its order of eviction and its metrics live by that.</summary>
    public void Touch(LocalEntry entry) => _cache.TryGetValue(entry, out _);

    public void Dispose() => _clock.Ticked -= FreeExpired;

    // whatever the reason, the MemoryCache holds it no more: it was refused, compacted, expired, or the application cleared the whole
    private void Evicted(LocalEntry entry, Microsoft.Extensions.Caching.Memory.EvictionReason reason)
    {
        if (TryForget(entry))
            entry.Evict(reason == Microsoft.Extensions.Caching.Memory.EvictionReason.Expired ? EvictionReason.Expired : EvictionReason.Capacity);
    }

    private bool IsGone(LocalEntry entry)
    {
        lock (_lock)
            return entry.Links.Residence == Residence.Gone;
    }

    private bool TryForget(LocalEntry entry)
    {
        lock (_lock)
        {
            var resident = entry.Links.Residence == Residence.Resident;
            entry.Links.Residence = Residence.Gone;
            if (!resident)
                return false;
            _wheel.Remove(entry);
            _count--;
            _bytes -= entry.Size;
            entry.Released();
            return true;
        }
    }

    private LocalEntry? TakeExpired(long now, ref int steps)
    {
        lock (_lock)
        {
            var entry = _wheel.TakeDue(now, ref steps);
            if (entry is null)
                return null;
            entry.Links.Residence = Residence.Gone;
            _count--;
            _bytes -= entry.Size;
            entry.Released();
            return entry;
        }
    }

    // one entry at a time under the lock: what follows outside it costs more than taking it
    private void FreeExpired(long now)
    {
        var steps = StepsPerTick;
        while (TakeExpired(now, ref steps) is { } entry)
        {
            entry.Evict(EvictionReason.Expired);
            try
            {
                _cache.Remove(entry);
            }
            catch (ObjectDisposedException)
            {
                // the application has closed its cache, which may be while it shuts down and this tick runs: there is nothing to remove from, and the clock goes on
                _clock.Ticked -= FreeExpired;
                return;
            }
        }
    }
}
