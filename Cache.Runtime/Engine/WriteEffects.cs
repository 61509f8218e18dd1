using Cache.Coherence;
using Cache.CompilerServices;
using Cache.Entries;

namespace Cache.Engine;

internal sealed class InvalidateOnWrite<TKey, TValue>(TableInvalidations<TKey, TValue> invalidations, TKey key) : WriteEffect
    where TKey : notnull
{
    public override ValueTask ApplyAsync()
    {
        invalidations.Key(key);
        return default;
    }
}

internal sealed class InvalidateWhereOnWrite<TKey, TValue>(TableInvalidations<TKey, TValue> invalidations, KeyFilter filter) : WriteEffect
    where TKey : notnull
{
    public override ValueTask ApplyAsync()
    {
        _ = filter.IsEmpty ? invalidations.All() : invalidations.Where(filter);
        return default;
    }
}

// made before the body runs: the ticket and the stamp say what had happened by then
internal sealed class PutOnWrite<TKey, TValue>(TableInvalidations<TKey, TValue> invalidations, EntryMaker<TKey, TValue> maker, TKey key, long stamp, VersionCell[]? cells) : WriteEffect<TValue>
    where TKey : notnull
{
    private readonly Ticket _ticket = invalidations.TakeTicket(key);

    public override ValueTask ApplyAsync(TValue value)
    {
        if (maker.Takes(value))
            invalidations.Put(key, Make(value), _ticket);
        else
            invalidations.Key(key);
        return default;
    }

    private CacheEntry<TKey, TValue> Make(TValue value)
    {
        try
        {
            return maker.Make(key, value, null, stamp, cells, null);
        }
        catch
        {
            // the write is done: if its value cannot be stored, the old one must go all the same
            invalidations.Key(key);
            throw;
        }
    }
}
