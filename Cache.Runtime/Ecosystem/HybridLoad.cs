using Cache.Engine;

namespace Cache.Ecosystem;

/// <summary>What a call of the HybridCache brings: what makes its value, and what it says of it.</summary>
internal abstract class HybridLoad
{
    public abstract ValueTask<HybridValue> RunAsync(CacheContext context, CancellationToken cancellationToken);
}

/// <summary>The factory of a call, and its state.</summary>
internal sealed class HybridLoad<TState, T>(TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntryTerms terms, HybridForm<T> form) : HybridLoad
{
    private HybridValue? _kept;
    private T? _made;

    public override ValueTask<HybridValue> RunAsync(CacheContext context, CancellationToken cancellationToken)
    {
        if (terms.Skip(EntrySkips.Load))
            return default;
        context.Ttl = terms.Ttl;
        foreach (var tag in terms.Tags)
            context.AddTag(tag);
        var making = factory(state, cancellationToken);
        return making.IsCompletedSuccessfully ? new(Keep(making.Result)) : KeepAsync(making);
    }

    /// <summary>The instance that this load has made, for its own caller: others have the bytes, and see nothing of what becomes of it.</summary>
    public bool TryTake(HybridValue kept, out T made)
    {
        made = _made!;
        return ReferenceEquals(kept, _kept);
    }

    private async ValueTask<HybridValue> KeepAsync(ValueTask<T> making) => Keep(await making.ConfigureAwait(false));

    private HybridValue Keep(T value)
    {
        _made = value;
        return _kept = form.Keep(value);
    }
}
