namespace Cache.Generators.Models;

/// <summary>A method that asks for many keys of a cached method.</summary>
/// <param name="Container">Its type.</param>
/// <param name="Source">Where the type finds its ICache.</param>
/// <param name="Method">Its signature.</param>
/// <param name="Target">The cached method.</param>
/// <param name="Definition">The field of its definition.</param>
/// <param name="List">The name of its list parameter.</param>
/// <param name="Item">The name of the cached method's parameter that the list is of.</param>
/// <param name="ItemType">That parameter's type.</param>
/// <param name="BatchSize">The most keys of one Core call; 0 for no limit.</param>
/// <param name="AbsentIsNull">Whether null is a value of the cached method.</param>
/// <param name="DiffersInNullability">Whether the values of its dictionary are the cached type but for what may be null.</param>
/// <param name="Declaration">It, as messages name it.</param>
internal sealed record ManyMethodModel(
    ContainerModel Container,
    CacheSourceModel Source,
    MethodModel Method,
    CachedMethodModel Target,
    string Definition,
    string List,
    string Item,
    string ItemType,
    int BatchSize,
    bool AbsentIsNull,
    bool DiffersInNullability,
    string Declaration);
