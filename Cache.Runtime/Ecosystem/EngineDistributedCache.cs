using System.Buffers;
using Cache.CompilerServices;
using Cache.Engine;
using Cache.Loading;
using Microsoft.Extensions.Caching.Distributed;

namespace Cache.Ecosystem;

/// <summary>The distributed cache of the ecosystem over this engine: one cache of bytes named <c>distributed</c>.</summary>
/// <remarks>
/// Bytes are copied on the way in and on the way out: what a caller does to an array concerns nobody else. In memory alone nothing waits. With a shared tier the synchronous members block their thread until it has answered, because
/// the interface has them and those who call it, such as session middleware, count on them.
/// </remarks>
internal sealed class EngineDistributedCache(ICache cache, TimeProvider time) : IBufferDistributedCache
{
    private static readonly EntryTerms s_look = new() { Skips = EntrySkips.Load };

    private readonly CacheTable<NoLoad, string, byte[]?> _table = EngineTables.Of(Definition, cache, nameof(IDistributedCache));

    /// <summary>The declaration: what <c>[Cache(Name = "distributed", Ttl = "never")]</c> would say.</summary>
    public static CacheDefinition<NoLoad, string, byte[]?> Definition { get; } = new()
    {
        Name = "distributed",
        Declaration = "IDistributedCache (AddDistributedCache)",
        Parameters = ["key"],
        Ttl = "never",
        CallBringsLoad = true,
        WriteKey = static (string key, ref KeyWriter text) => text.Append(key),
        Load = static (_, _, _, _) => default,
        Size = static (key, value) => ObjectSize.Of(key) + ObjectSize.Of(value),
    };

    public byte[]? Get(string key) => Copy(Find(key));

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Copy(await FindAsync(key, token).ConfigureAwait(false));

    public bool TryGet(string key, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return TryWrite(Find(key), destination);
    }

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return TryWrite(await FindAsync(key, token).ConfigureAwait(false), destination);
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        ArgumentNullException.ThrowIfNull(value);
        Wait(StoreAsync(key, [.. value], options, CancellationToken.None));
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return StoreAsync(key, [.. value], options, token).AsTask();
    }

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => Wait(StoreAsync(key, value.ToArray(), options, CancellationToken.None));

    public ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        StoreAsync(key, value.ToArray(), options, token);

    // a read puts the end off, whoever reads
    public void Refresh(string key) => Find(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => FindAsync(key, token).AsTask();

    public void Remove(string key) => Wait(ForgetAsync(key, CancellationToken.None));

    public Task RemoveAsync(string key, CancellationToken token = default) => ForgetAsync(key, token).AsTask();

    private byte[]? Find(string key)
    {
        var finding = FindAsync(key, CancellationToken.None);
        return finding.IsCompleted ? finding.GetAwaiter().GetResult() : SynchronousWait.For(finding.AsTask(), CancellationToken.None);
    }

    private ValueTask<byte[]?> FindAsync(string key, CancellationToken token)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (token.IsCancellationRequested)
            return ValueTask.FromCanceled<byte[]?>(token);
        // what is there is the table's; nothing is loaded, so what comes back where nothing is there is null
        if (_table.CurrentReads is { } reads)
            return _table.GetAsync(reads, NoLoad.Instance, key, s_look, token);
        return _table.TryGetLocal(key, out var held) ? new(held) : _table.GetAsync(NoLoad.Instance, key, s_look, token);
    }

    private ValueTask StoreAsync(string key, byte[] own, DistributedCacheEntryOptions options, CancellationToken token)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(options);
        return _table.SetAsync(key, own, DistributedTerms.Of(options, time.GetUtcNow()), token);
    }

    private async ValueTask ForgetAsync(string key, CancellationToken token)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        await _table.InvalidateAsync(key, token).ConfigureAwait(false);
    }

    private static byte[]? Copy(byte[]? held) => held is null ? null : [.. held];

    private static bool TryWrite(byte[]? held, IBufferWriter<byte> destination)
    {
        if (held is null)
            return false;
        destination.Write(held);
        return true;
    }

    private static void Wait(ValueTask work)
    {
        if (work.IsCompleted)
            work.GetAwaiter().GetResult();
        else
            SynchronousWait.For(AsTask(work), CancellationToken.None);

        static async Task<bool> AsTask(ValueTask work)
        {
            await work.ConfigureAwait(false);
            return true;
        }
    }

    // calls bring no load: what is not there is not made
    internal sealed class NoLoad
    {
        public static NoLoad Instance { get; } = new();
    }
}
