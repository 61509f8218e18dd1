using Cache.Coherence;
using Cache.CompilerServices;
using Cache.Entries;
using Cache.SharedTier;
using Cache.Telemetry;

namespace Cache.Engine;

/// <summary>The invalidations of one cache: here, and in the shared tier where there is one.</summary>
/// <remarks>
/// Each first raises the ticket of what it changes, then takes slots out of the table: a put that began before finds its ticket void, or
/// its reservation gone. A scan sees every slot that was there when it began; one that came later belongs to a load that began later.
/// With a shared tier, memory is cleared before and after: before, so that this node's callers are told at once; after, because a load that
/// began between has perhaps read the shared tier before the invalidation came there. A version is moved here after it has moved there, which kills what was read between.
/// </remarks>
internal sealed class TableInvalidations<TKey, TValue>(EntryTable<TKey, TValue> entries, EntryVersions<TKey> versions, KeyTexts<TKey> texts, SharedNode? shared, CacheTraces traces)
    where TKey : notnull
{
    private readonly Tickets _tickets = new();

    public ValueTask<InvalidationResult> KeyAsync(TKey key)
    {
        DropKey(key);
        return shared is null ? new(InvalidationResult.Applied) : SendAsync(new(SharedChangeKind.Key, texts.Shared(key, out _)), key, static (self, key) => self.DropKey(key));
    }

    /// <summary>Invalidates an entry by its text in the shared tier, of which memory holds nothing: the key is known to nobody here, so all tickets are void.</summary>
    public ValueTask<InvalidationResult> TextAsync(string text)
    {
        DropUnknown(text);
        return shared is null ? new(InvalidationResult.Applied) : SendAsync(new(SharedChangeKind.Key, text), text, static (self, text) => self.DropUnknown(text));
    }

    /// <summary>By a version where the filter names one group, by a scan otherwise.</summary>
    public ValueTask<InvalidationResult> WhereAsync(KeyFilter filter) =>
        versions.GroupOf(filter) is { } group ? MoveAsync(group) : PatternAsync(KeyPattern.Of(texts.Prefix, texts.Parts, filter));

    public ValueTask<InvalidationResult> MatchingAsync(KeyGlob glob) => PatternAsync(KeyPattern.Of(texts.Prefix, texts.Parts, glob));

    public ValueTask<InvalidationResult> AllAsync() => MoveAsync(versions.All.Name);

    public Ticket TakeTicket(TKey key) => _tickets.Take(key.GetHashCode());

    /// <summary>Whether a write's ticket is still good; using it is a change of the key.</summary>
    public bool TryUse(Ticket ticket) => _tickets.TryUse(ticket);

    /// <summary>Voids the tickets of a key, whose slot somebody is about to take.</summary>
    public void Change(TKey key) => _tickets.Change(key.GetHashCode());

    /// <summary>Drops what memory holds at a key.</summary>
    public void DropKey(TKey key)
    {
        Change(key);
        entries.Remove(key);
        // after it: what reads from here on reads anew
        versions.MoveReadersOf(key);
    }

    /// <summary>What has read a key is invalidated with a change of it that leaves a value there.</summary>
    public void DropReadersOf(TKey key) => versions.MoveReadersOf(key);

    /// <summary>The same where a load has brought the value: other nodes have it in memory as it was.</summary>
    public ValueTask<InvalidationResult> ReadersAsync(TKey key)
    {
        if (shared is not null)
            return SendAsync(new(SharedChangeKind.Readers, SharedNames.OfKey(texts.Shared(key, out _))), key, static (self, key) => self.DropReadersOf(key));
        DropReadersOf(key);
        return new(InvalidationResult.Applied);
    }

    /// <summary>A change of this node's own goes to the shared tier.</summary>
    /// <returns>To be told of the end, when memory has been changed after it; null where nothing waits for that.</returns>
    public VersionCell? BeginChange(SharedChange change) => versions.BeginChange(change);

    /// <summary>Drops what memory holds at a key, by its text in the shared tier.</summary>
    public void DropText(string text)
    {
        if (entries.TryFind(text, out var key))
            DropKey(key);
    }

    /// <summary>Drops what has perhaps come into memory under a text whose key was not known.</summary>
    public void DropUnknown(string text)
    {
        _tickets.ChangeMany();
        DropText(text);
        // what was made of it may be here all the same
        versions.MoveReadersOfText(text);
    }

    /// <summary>Drops what memory holds under the keys that a pattern matches.</summary>
    public void Drop(KeyPattern pattern)
    {
        DropWhere(key => pattern.Matches(texts.Arguments(key)));
        versions.MoveReaders();
    }

    /// <summary>Drops what memory holds under the keys of one lane.</summary>
    public void DropLane(int lane) => DropWhere(key => Lanes.Of(texts.Shared(key, out _)) == lane);

    /// <summary>Drops all that memory holds.</summary>
    public void DropAll() => DropWhere(static _ => true);

    private void DropWhere(Predicate<TKey> matches)
    {
        _tickets.ChangeMany();
        foreach (var slot in entries.Slots.All())
        {
            var key = SlotTable<TKey, TValue>.KeyOf(slot);
            if (matches(key))
                entries.Remove(key);
        }
    }

    private ValueTask<InvalidationResult> PatternAsync(KeyPattern pattern)
    {
        Drop(pattern);
        return shared is null ? new(InvalidationResult.Applied) : SendAsync(new(SharedChangeKind.Pattern, pattern.Text), pattern, static (self, pattern) => self.Drop(pattern));
    }

    private ValueTask<InvalidationResult> MoveAsync(string version)
    {
        _tickets.ChangeMany();
        if (shared is not null)
            return SendAsync(new(SharedChangeKind.Version, version), version, static (self, version) => self.Move(version));
        Move(version);
        return new(InvalidationResult.Applied);
    }

    private void Move(string version)
    {
        _tickets.ChangeMany();
        versions.Move(version);
    }

    private async ValueTask<InvalidationResult> SendAsync<TState>(SharedChange sent, TState state, Action<TableInvalidations<TKey, TValue>, TState> dropAgain)
    {
        var change = versions.BeginChange(sent);
        try
        {
            return await traces.SharedAsync(
                "cache.shared.invalidate", sent.Text, (shared, sent), static send => send.shared!.SendAsync(send.sent), SharedOutcomes.OfInvalidation).ConfigureAwait(false);
        }
        finally
        {
            dropAgain(this, state);
            change?.EndChange();
        }
    }
}
