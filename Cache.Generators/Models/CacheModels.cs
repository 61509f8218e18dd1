namespace Cache.Generators.Models;

/// <summary>What a cache attribute says.</summary>
/// <param name="Name">The cache's name.</param>
/// <param name="Ttl">Its Ttl as written, or null.</param>
/// <param name="Jitter">Its jitter as written, or null.</param>
/// <param name="LocalTtl">Its LocalTtl as written, or null.</param>
/// <param name="Upkeep">What is said of entries that are read, or to be kept.</param>
/// <param name="Failure">What it says of loads that fail or take long.</param>
/// <param name="CacheNull">Whether null is cached, or null where that is not written.</param>
/// <param name="Copy">Whether callers get copies.</param>
/// <param name="Enabled">Whether the cache is used, or null where that is not written.</param>
/// <param name="Sensitive">Whether administrators see no values, or null where that is not written.</param>
/// <param name="Groups">The positions of group parameters among those of the key.</param>
/// <param name="Tags">The tags, each as literal text and places.</param>
/// <param name="VaryBy">The types of the ambient values in the keys, as code writes them.</param>
/// <param name="VaryByDefaults">Whether those of all caches are there too.</param>
internal sealed record PolicyModel(
    string Name,
    string? Ttl,
    string? Jitter,
    string? LocalTtl,
    UpkeepModel Upkeep,
    FailurePolicyModel Failure,
    bool? CacheNull,
    bool Copy,
    bool? Enabled,
    bool? Sensitive,
    EquatableArray<int> Groups,
    EquatableArray<TagModel> Tags,
    EquatableArray<string> VaryBy,
    bool VaryByDefaults);

/// <summary>What a cache attribute says of entries that are read, or to be kept: as written, or null.</summary>
internal sealed record UpkeepModel(string? SlidingTtl, double? RefreshAhead, string? KeepWarm);

/// <summary>What a cache attribute says of loads that fail or take long: durations as written, or null.</summary>
internal sealed record FailurePolicyModel(string? FailSafe, string? FailSafeBackoff, string? Timeout, string? HardTimeout, string? CacheErrorsFor);

/// <summary>A tag template.</summary>
/// <param name="Written">As the attribute has it.</param>
/// <param name="Parts">As code reads it.</param>
internal sealed record TagModel(string Written, EquatableArray<TagPart> Parts);

/// <summary>A piece of a tag template: literal text, or the way to a value.</summary>
/// <param name="Text">The text, or the path behind the key parameter: <c>.Tenant</c>, <c>?.Value.Year</c>.</param>
/// <param name="Parameter">The position of the key parameter; -1 for literal text.</param>
internal sealed record TagPart(string Text, int Parameter = -1);

/// <summary>The names of what is generated for one cached member.</summary>
/// <param name="Accessor">The accessor member, <c>GetOrdersCache</c>; of a manual cache the method that opens it without an instance, <c>OpenSessionsCache</c>.</param>
/// <param name="AccessorType">The accessor's type.</param>
/// <param name="Key">The key struct.</param>
/// <param name="Definition">The field of the definition, or the holder class of a generic method.</param>
internal sealed record GeneratedNames(string Accessor, string AccessorType, string Key, string Definition);

/// <summary>Where a type's members find the ICache.</summary>
/// <param name="Expression">The expression: <c>this._cache</c>, <c>cache</c>.</param>
/// <param name="ConstructorParameter">The name of the primary constructor's parameter, where it is one.</param>
internal sealed record CacheSourceModel(string Expression, string? ConstructorParameter)
{
    /// <summary>The field that the generated file keeps it in, where it does.</summary>
    public KeptSource? Kept { get; init; }

    public bool IsHiddenBy(EquatableArray<ParameterModel> parameters) => parameters.Any(parameter => parameter.Name == ConstructorParameter);
}

/// <summary>A parameter of a primary constructor that goes to the base type too: captured by members as well it would be a warning of the compiler, CS9107.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Field">The field.</param>
/// <param name="Parameter">The parameter.</param>
internal sealed record KeptSource(string Type, string Field, string Parameter);

/// <summary>The key of a cached member.</summary>
/// <param name="Parameters">The parameters of the member but for the token, in their order.</param>
/// <param name="RawType">The type of the one parameter that is the key itself, or null.</param>
internal sealed record KeyModel(EquatableArray<ParameterModel> Parameters, string? RawType)
{
    public bool IsEmpty => Parameters.Count == 0;

    public bool IsStruct => RawType is null && !IsEmpty;
}

/// <summary>A cached method.</summary>
internal sealed record CachedMethodModel(
    ContainerModel Container,
    CacheSourceModel Source,
    MethodModel Method,
    KeyModel Key,
    PolicyModel Policy,
    GeneratedNames Names,
    string Declaration,
    SizeModel? Size,
    WarmModel Warm);

/// <summary>A manual cache.</summary>
internal sealed record ManualCacheModel(
    ContainerModel Container,
    CacheSourceModel Source,
    string Name,
    string Modifiers,
    string Accessibility,
    string PropertyType,
    string KeyType,
    string ValueType,
    KeyModel Key,
    PolicyModel Policy,
    GeneratedNames Names,
    string Declaration,
    SizeModel? Size,
    DocModel Doc);
