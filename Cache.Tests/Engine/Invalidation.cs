using Cache.CompilerServices;

namespace Cache.Tests.Engine;

// one way to invalidate the page 1 of "acme", and what it takes for an entry to be under it
public sealed class Invalidation
{
    private readonly string _name;

    private Invalidation(string name) => _name = name;

    internal Func<MethodCache<Load<PageKey, string>, PageKey, string>, ICache, PageKey, Task<InvalidationResult>> Apply { get; private init; } = null!;

    internal bool HasGroup { get; private init; }

    internal bool HasTag { get; private init; }

    internal string? DynamicTag { get; private init; }

    public override string ToString() => _name;

    internal CacheDefinition<Load<PageKey, string>, PageKey, string> Define() => PageKey.Define<string>(
        HasTag ? static key => ["all", $"tenant:{key.Tenant}"] : null, takesContext: DynamicTag is not null, groups: HasGroup ? [0] : null);

    internal static Invalidation[] All { get; } =
    [
        new("key") { Apply = static (cache, _, key) => cache.InvalidateAsync(key).AsTask() },
        new("where") { Apply = static (cache, _, key) => cache.InvalidateWhereAsync(PageKey.Where(page: key.Page)).AsTask() },
        new("where all is given") { Apply = static (cache, _, key) => cache.InvalidateWhereAsync(PageKey.Where(key.Tenant, key.Page)).AsTask(), HasGroup = true },
        new("group") { Apply = static (cache, _, key) => cache.InvalidateWhereAsync(PageKey.Where(key.Tenant)).AsTask(), HasGroup = true },
        new("glob") { Apply = static (cache, _, key) => cache.InvalidateMatchingAsync($"{key.Tenant}:*").AsTask() },
        new("all") { Apply = static (cache, _, _) => cache.InvalidateAllAsync().AsTask() },
        new("tag") { Apply = static (_, container, key) => container.InvalidateTagAsync($"tenant:{key.Tenant}").AsTask(), HasTag = true },
        new("dynamic tag") { Apply = static (_, container, key) => container.InvalidateTagAsync($"seen:{key.Tenant}").AsTask(), DynamicTag = "seen:" },
        new("effect of a write") { Apply = static (cache, _, key) => AfterWriteAsync(cache.Invalidates(key)) },
        new("partial effect of a write") { Apply = static (cache, _, key) => AfterWriteAsync(cache.Invalidates(PageKey.Where(page: key.Page))) },
        new("effect of a write on all") { Apply = static (cache, _, _) => AfterWriteAsync(cache.Invalidates(PageKey.Where())) },
    ];

    /// <summary>Those of which a caller knows that they concern a load that is under way.</summary>
    internal static Invalidation[] KnownAtOnce { get; } = [.. All.Where(static invalidation => invalidation.DynamicTag is null)];

    private static async Task<InvalidationResult> AfterWriteAsync(WriteEffect effect)
    {
        await CacheWrite.RunAsync(0, static _ => default(ValueTask), effect);
        return InvalidationResult.Applied;
    }
}
