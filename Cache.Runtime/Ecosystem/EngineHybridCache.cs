using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
using Cache.Engine;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Ecosystem;

/// <summary>The HybridCache of the ecosystem over this engine: one cache named <c>hybrid</c>, whose keys are the caller's and whose values are of any type.</summary>
/// <remarks>
/// A hit of a value whose type cannot be changed is one look in memory. All else is a call of the engine, on terms that the flags say: the flights, leases and versions are those of every other cache. A value of another type than the
/// caller asks for is none for him: his own takes its place.
/// </remarks>
internal sealed class EngineHybridCache : HybridCache
{
    public const string Everything = "*";

    // the factory of the third try runs without the cache: somebody else fills the key with another type as fast
    private const int Tries = 2;

    private readonly ICache _cache;
    private readonly CacheTable<HybridLoad, string, HybridValue> _table;
    private readonly HybridTerms _terms;
    private readonly IServiceProvider _services;
    private readonly ICacheSerializer _serializer;
    private readonly ConcurrentDictionary<Type, object> _forms = new();
    private readonly ILogger _log;
    private readonly bool _readsLocal;

    public EngineHybridCache(ICache cache, IServiceProvider services, ICacheSerializer serializer, HybridCacheEntryOptions? defaults, ILogger log)
    {
        _cache = cache;
        _table = EngineTables.Of(Definition, cache, nameof(HybridCache));
        _terms = new(defaults, _table.IsShared);
        _services = services;
        _serializer = serializer;
        _log = log;
        _readsLocal = !_terms.Skips(null).HasFlag(EntrySkips.LocalRead);
    }

    /// <summary>The declaration: what <c>[Cache(Name = "hybrid")]</c> would say.</summary>
    public static CacheDefinition<HybridLoad, string, HybridValue> Definition { get; } = new()
    {
        Name = "hybrid",
        Declaration = "HybridCache (AddHybridCache)",
        Parameters = ["key"],
        TakesContext = true,
        CallBringsLoad = true,
        CacheNull = true,
        WriteKey = static (string key, ref KeyWriter text) => text.Append(key),
        Load = static (load, _, context, cancellationToken) => load.RunAsync(context, cancellationToken),
        Size = static (key, value) => ObjectSize.Of(key) + value.Size,
        Serializer = new HybridValue.Serializer(),
    };

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(factory);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);
        HybridValue? held = null;
        if (options?.Flags is { } flags ? (flags & HybridCacheEntryFlags.DisableLocalCacheRead) == 0 : _readsLocal)
        {
            if (TryGetLocal(key, out held) && held.TryShare<T>(out var value))
                return new(value);
        }
        return GetSlowlyAsync(key, state, factory, options, tags, held, cancellationToken);
    }

    public override async ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var terms = _terms.Of(options, tags);
        const EntrySkips Nowhere = EntrySkips.LocalWrite | EntrySkips.SharedWrite;
        if ((terms.Skips & Nowhere) != Nowhere)
            await _table.SetAsync(key, Form<T>().Keep(value), terms, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        await _table.InvalidateAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask RemoveAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        if (keys is not null)
            await Task.WhenAll([.. keys.Select(key => RemoveAsync(key, cancellationToken).AsTask())]).ConfigureAwait(false);
    }

    public override async ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        if (tag == Everything)
            await _table.InvalidateAllAsync(cancellationToken).ConfigureAwait(false);
        else
            await _cache.InvalidateTagAsync(tag, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default)
    {
        if (tags is not null)
            await Task.WhenAll([.. tags.Select(tag => RemoveByTagAsync(tag, cancellationToken).AsTask())]).ConfigureAwait(false);
    }

    private async ValueTask<T> GetSlowlyAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options, IEnumerable<string>? tags, HybridValue? held,
        CancellationToken cancellationToken)
    {
        var form = Form<T>();
        if (held is not null && held.TryRead(form, out var value))
            return value;
        var terms = _terms.Of(options, tags);
        // one of another type stands in memory: past it, as past what another node has stored
        if (held is not null)
            terms = HybridTerms.PastAll(terms);
        for (var tries = 0; tries < Tries;)
        {
            var load = new HybridLoad<TState, T>(state, factory, terms, form);
            held = await GetAsync(load, key, HybridTerms.ForLoad(terms), cancellationToken).ConfigureAwait(false);
            if (held is null && terms.Skip(EntrySkips.Load))
                return default!;
            // the flight of a call that was not to load, which this one has joined
            if (held is null)
                continue;
            if (load.TryTake(held, out var made) || held.TryRead(form, out made))
                return made;
            if (terms.Skip(EntrySkips.Load))
                return default!;
            terms = HybridTerms.PastAll(terms);
            tries++;
        }
        return await factory(state, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<HybridValue> GetAsync(HybridLoad load, string key, EntryTerms? terms, CancellationToken cancellationToken) =>
        _table.CurrentReads is { } reads ? _table.GetAsync(reads, load, key, terms, cancellationToken) : _table.GetAsync(load, key, terms, cancellationToken);

    private bool TryGetLocal(string key, [NotNullWhen(true)] out HybridValue? held) =>
        _table.CurrentReads is { } reads ? _table.TryGetLocal(reads, key, out held) : _table.TryGetLocal(key, out held);

    private HybridForm<T> Form<T>() => (HybridForm<T>)(_forms.TryGetValue(typeof(T), out var form) ? form : _forms.GetOrAdd(typeof(T), NewForm<T>()));

    // the application's serializer of this very type, else the last registered factory that knows it
    private HybridForm<T> NewForm<T>()
    {
        if (_services.GetService<IHybridCacheSerializer<T>>() is { } own)
            return new(own, _serializer, _log);
        foreach (var factory in _services.GetServices<IHybridCacheSerializerFactory>().Reverse())
        {
            if (factory.TryCreateSerializer<T>(out var made))
                return new(made, _serializer, _log);
        }
        return new(null, _serializer, _log);
    }
}
