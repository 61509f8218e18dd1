namespace Cache.Generators.Models;

/// <summary>A method that invalidates or puts.</summary>
internal sealed record WriteMethodModel(
    ContainerModel Container,
    CacheSourceModel Source,
    MethodModel Method,
    EquatableArray<WriteEffectModel> Effects);

/// <summary>What a write does to one cache.</summary>
/// <param name="Target">The cached method.</param>
/// <param name="IsPut">Whether the result is stored; else the entry is invalidated.</param>
/// <param name="IsPartial">Whether arguments may be missing.</param>
/// <param name="Arguments">The expression for each key parameter; null where it is missing.</param>
/// <param name="DiffersInNullability">Whether the result is the cached type but for what may be null.</param>
internal sealed record WriteEffectModel(
    CachedMethodModel Target,
    bool IsPut,
    bool IsPartial,
    EquatableArray<WriteArgument> Arguments,
    bool DiffersInNullability);

/// <summary>The value that a write has for a key parameter.</summary>
/// <param name="Expression">The expression, or null for any value.</param>
internal sealed record WriteArgument(string? Expression);
