using Cache.Coherence;
using Cache.SharedTier;
using Cache.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cache.Engine;

/// <summary>The entries of one cache in the shared tier: what they are worth to a reader, and how a value becomes one.</summary>
internal sealed class SharedEntries<TKey, TValue>(
    SharedNode node, SharedVersions versions, EntryVersions<TKey> cells, KeyTexts<TKey> texts, ValueCodec<TValue> codec, EntryPolicy policy, string cache, ILogger log)
    where TKey : notnull
{
    private readonly VersionCell[] _ofAll = [cells.All];
    private bool _toldOfUnshared;
    private bool _toldOfUnreadable;

    /// <summary>The versions that the declaration gives a key.</summary>
    /// <param name="declared">The cells of its groups and tags.</param>
    /// <param name="anew">Whether they are read from the server in any case.</param>
    public ValueTask<NamedVersion[]> VersionsAsync(VersionCell[]? declared, bool anew = false) => versions.ReadAsync(declared is null ? _ofAll : [cells.All, .. declared], anew);

    /// <summary>Judges the bytes of a slot.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="full">The full key, where the slot's is a hash.</param>
    /// <param name="declared">The versions of the declaration.</param>
    /// <exception cref="SharedStoreException">Its versions could not be read.</exception>
    public ValueTask<SharedFinding<TValue>> JudgeAsync(ReadOnlyMemory<byte> bytes, string? full, NamedVersion[] declared)
    {
        if (!EntryFormat.TryRead(bytes, out var entry, declared) || entry.Key != full)
        {
            TellUnreadable(null);
            return new(SharedFinding<TValue>.Unknown);
        }
        // found before the server is asked: a move that it does not know yet comes by message, and finds them
        var named = entry.Versions.Length == declared.Length ? null : NamedBeside(declared, entry.Versions);
        if (IsOver(entry))
            return new(SharedFinding<TValue>.Dead);
        var isCurrent = versions.AreCurrentAsync(entry.Versions, declared);
        return isCurrent.IsCompletedSuccessfully ? new(isCurrent.Result ? Find(entry, named) : SharedFinding<TValue>.Dead) : JudgeAsync(entry, named, isCurrent);
    }

    /// <summary>Reads an entry without a load to follow.</summary>
    /// <exception cref="SharedStoreException">It could not be read.</exception>
    public async ValueTask<SharedFinding<TValue>> ReadAsync(TKey key)
    {
        await node.ReadyAsync().ConfigureAwait(false);
        var text = texts.Shared(key, out var full);
        var reading = VersionsAsync(cells.Of(key)).AsTask();
        var slot = node.Store.GetAsync(text);
        await Task.WhenAll(reading, slot).ConfigureAwait(false);
        var found = await slot.ConfigureAwait(false);
        if (found.Value.IsEmpty)
            return SharedFinding<TValue>.Dead;
        var finding = await JudgeAsync(found.Value, full, await reading.ConfigureAwait(false)).ConfigureAwait(false);
        if (finding.Verdict == SharedVerdict.Live)
        {
            node.Quota?.Used(text);
            _ = TouchAsync(key, finding.Sliding);
        }
        return finding;
    }

    /// <summary>Tells how an entry stands, without its value.</summary>
    /// <returns>How it stands; null where there is no live one.</returns>
    /// <exception cref="SharedStoreException">It could not be read.</exception>
    public async ValueTask<SharedStanding?> LookAsync(TKey key)
    {
        await node.ReadyAsync().ConfigureAwait(false);
        var text = texts.Shared(key, out var full);
        var reading = VersionsAsync(cells.Of(key)).AsTask();
        var getting = node.Store.GetAsync(text);
        await Task.WhenAll(reading, getting).ConfigureAwait(false);
        var slot = await getting.ConfigureAwait(false);
        return !slot.Value.IsEmpty && EntryFormat.TryRead(slot.Value, out var entry) && entry.Key == full && !IsOver(entry)
            && await versions.AreCurrentAsync(entry.Versions, await reading.ConfigureAwait(false)).ConfigureAwait(false)
            ? new(text, slot.Kind, slot.Id, entry.Expires, entry.Sliding > 0 ? TimeSpan.FromMicroseconds(entry.Sliding) : null)
            : null;
    }

    /// <summary>Looks at what stands under a text, whatever key that is of, and for people: an entry that is over is told too.</summary>
    /// <param name="text">The key in the shared tier.</param>
    /// <param name="full">The whole key, where that one is a hash of it; else null.</param>
    /// <returns>What stands there; null where there is nothing, or what an invalidation has ended.</returns>
    /// <exception cref="SharedStoreException">It could not be read.</exception>
    public async ValueTask<SharedLook<TValue>?> InspectAsync(string text, string? full)
    {
        await node.ReadyAsync().ConfigureAwait(false);
        var slot = await node.Store.GetAsync(text).ConfigureAwait(false);
        if (slot.Value.IsEmpty || !EntryFormat.TryRead(slot.Value, out var entry) || entry.Key != full)
            return null;
        // the declared versions are among those that the entry lists
        if (!await versions.AreCurrentAsync(entry.Versions, []).ConfigureAwait(false))
            return null;
        var isReadable = codec.TryReadValue(entry, out var value, out _);
        var sliding = entry.Sliding > 0 ? TimeSpan.FromMicroseconds(entry.Sliding) : (TimeSpan?)null;
        return new(
            new(text, slot.Kind, slot.Id, entry.Expires, sliding), TimeSpan.FromMicroseconds(Math.Max(node.Watermark.ServerNow - entry.Created, 0)), entry.Versions, slot.Value.Length, IsOver(entry), isReadable, value);
    }

    /// <summary>The versions of some names as the server has them now.</summary>
    /// <exception cref="SharedStoreException">They could not be read.</exception>
    public async ValueTask<NamedVersion[]> ReadAnewAsync(NamedVersion[] names)
    {
        var read = await node.Store.GetVersionsAsync([.. names.Select(static version => version.Name)]).ConfigureAwait(false);
        return [.. names.Zip(read, static (name, version) => name with { Version = version })];
    }

    /// <summary>Notes for the quota of the shared tier that a value is in use; nothing where there is none.</summary>
    /// <param name="key">The key.</param>
    public void Used(TKey key)
    {
        if (node.Quota is { } quota)
            quota.Used(texts.Shared(key, out _));
    }

    /// <summary>Tells the shared tier that a value has been read, where reads make its life longer.</summary>
    /// <param name="key">The key.</param>
    /// <param name="sliding">How long it lives after a read, where the entry has a time of its own.</param>
    /// <returns>A task that ends when the tier has answered, or failed to.</returns>
    public Task TouchAsync(TKey key, TimeSpan? sliding) => sliding is null && !policy.IsSliding ? Task.CompletedTask : SendTouchAsync(key, sliding);

    private async Task SendTouchAsync(TKey key, TimeSpan? sliding)
    {
        try
        {
            await node.Store.TouchAsync(texts.Shared(key, out _), policy.UnreadLife(Timeout.InfiniteTimeSpan, sliding)).ConfigureAwait(false);
        }
        catch (SharedStoreException)
        {
            // it expires there as if it had not been read, and is loaded anew
        }
    }

    /// <summary>How long the shared tier keeps a value that nobody reads.</summary>
    /// <param name="ttl">Its time to live.</param>
    /// <param name="sliding">How long it lives after a read, where the entry has a time of its own.</param>
    public TimeSpan UnreadLife(TimeSpan ttl, TimeSpan? sliding = null) => policy.UnreadLife(ttl, sliding);

    /// <summary>When a value with a time to live is over, by the server's clock, in microseconds; 0 is never.</summary>
    /// <param name="ttl">Its time to live from now.</param>
    public long ExpiresAfter(TimeSpan ttl) => ttl == Timeout.InfiniteTimeSpan ? 0 : node.Watermark.ServerNow + (ttl.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Writes a value as an entry.</summary>
    /// <param name="text">The key in the shared tier.</param>
    /// <param name="full">The full key, where that is a hash.</param>
    /// <param name="value">The value.</param>
    /// <param name="under">The versions that it is under.</param>
    /// <param name="created">When its load began, by the server's clock, in microseconds.</param>
    /// <param name="ttl">Its time to live.</param>
    /// <param name="loadTime">How long its load took; null where that is not known.</param>
    /// <param name="terms">What the call says beside the policy; null where it says nothing.</param>
    /// <returns>The bytes, to be disposed when the store has answered; null where it cannot be shared.</returns>
    public EntryBuffer? Write(string text, string? full, TValue value, NamedVersion[] under, long created, TimeSpan ttl, TimeSpan? loadTime = null, EntryTerms? terms = null)
    {
        var expires = ExpiresAfter(ttl);
        var buffer = new EntryBuffer();
        var head = new SharedEntry(created, expires, full, under)
        {
            LoadTime = (int)Math.Min(loadTime?.TotalMilliseconds ?? 0, int.MaxValue),
            Sliding = terms?.Sliding is { } sliding ? Math.Max(sliding.Ticks / TimeSpan.TicksPerMicrosecond, 1) : 0,
        };
        if (codec.TryWrite(head, value, buffer, out var failure, compresses: terms is null || !terms.Skip(EntrySkips.Compression)))
        {
            if (node.Quota is not { } quota || quota.Fits(text, buffer.Length))
                return buffer;
            failure = Throw.OverQuota(buffer.Length, quota.Allocation);
        }
        buffer.Dispose();
        if (!Interlocked.Exchange(ref _toldOfUnshared, true))
            CacheLog.NotShared(log, failure, cache);
        return null;
    }

    private async ValueTask<SharedFinding<TValue>> JudgeAsync(SharedEntry entry, VersionCell[]? named, ValueTask<bool> isCurrent) =>
        await isCurrent.ConfigureAwait(false) ? Find(entry, named) : SharedFinding<TValue>.Dead;

    private SharedFinding<TValue> Find(in SharedEntry entry, VersionCell[]? named)
    {
        if (!codec.TryReadValue(entry, out var value, out var failure))
        {
            TellUnreadable(failure);
            return SharedFinding<TValue>.Dead;
        }
        return new(
            SharedVerdict.Live, value, entry.Expires == 0 ? Time.CoarseClock.Never : node.Watermark.LocalOf(entry.Expires), named, LoadTimeOf(entry), entry.Sliding == 0 ? null : TimeSpan.FromMicroseconds(entry.Sliding));
    }

    private VersionCell[] NamedBeside(NamedVersion[] declared, NamedVersion[] all) =>
        [.. all.Where(version => Array.TrueForAll(declared, known => known.Name != version.Name)).Select(version => cells.Named(version.Name))];

    private bool IsOver(in SharedEntry entry) => entry.Expires != 0 && entry.Expires <= node.Watermark.ServerNow;

    private static TimeSpan? LoadTimeOf(in SharedEntry entry) => entry.LoadTime > 0 ? TimeSpan.FromMilliseconds(entry.LoadTime) : null;

    private void TellUnreadable(Exception? failure)
    {
        if (!Interlocked.Exchange(ref _toldOfUnreadable, true))
            CacheLog.NotReadable(log, failure, cache);
    }
}

internal enum SharedVerdict
{
    /// <summary>A value that may be served.</summary>
    Live,

    /// <summary>A value that is over, or that nobody can read any more: a load may take its place.</summary>
    Dead,

    /// <summary>Something that a newer node may know: left alone.</summary>
    Unknown,
}

/// <summary>What a reader has found in the shared tier.</summary>
/// <param name="Verdict">What it is worth.</param>
/// <param name="Value">The value, where it is live.</param>
/// <param name="ExpiresAt">When it expires, on this node's clock.</param>
/// <param name="LoadTime">How long its load took; null where that is not known.</param>
/// <param name="Sliding">How long it lives after a read, where it has a time of its own; else null.</param>
/// <param name="Named">The tags that its load has named beside those of the declaration; null where there are none.</param>
internal sealed record SharedFinding<TValue>(SharedVerdict Verdict, TValue Value = default!, long ExpiresAt = 0, VersionCell[]? Named = null, TimeSpan? LoadTime = null, TimeSpan? Sliding = null)
{
    public static SharedFinding<TValue> Dead { get; } = new(SharedVerdict.Dead);

    public static SharedFinding<TValue> Unknown { get; } = new(SharedVerdict.Unknown);
}

/// <summary>What stands in the shared tier under a text.</summary>
/// <param name="Standing">How it stands there.</param>
/// <param name="Age">How long ago its load began.</param>
/// <param name="Versions">The versions that it is under.</param>
/// <param name="Size">Its bytes, as they are stored.</param>
/// <param name="IsOver">Whether its time is over, and it is kept for something else.</param>
/// <param name="IsReadable">Whether the serializer can read it.</param>
/// <param name="Value">The value, where it can.</param>
internal sealed record SharedLook<TValue>(SharedStanding Standing, TimeSpan Age, NamedVersion[] Versions, int Size, bool IsOver, bool IsReadable, TValue Value);

/// <summary>How a live value stands in the shared tier.</summary>
/// <param name="Key">Its key there.</param>
/// <param name="Kind">Whether it stands there itself, or behind the lease of a load that is to replace it.</param>
/// <param name="Id">Its identity, or the lease's.</param>
/// <param name="Expires">When it is over, by the server's clock, in microseconds; 0 is never.</param>
/// <param name="Sliding">How long it lives after a read, where it has a time of its own; else null.</param>
internal readonly record struct SharedStanding(string Key, SharedSlotKind Kind, SlotId Id, long Expires, TimeSpan? Sliding = null)
{
    /// <summary>How long it still lives.</summary>
    /// <param name="serverNow">What the server's clock says.</param>
    public TimeSpan Left(long serverNow) => Expires == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMicroseconds(Math.Max(Expires - serverNow, 1));
}
