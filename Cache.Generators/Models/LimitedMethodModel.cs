namespace Cache.Generators.Models;

/// <summary>A method that is limited.</summary>
/// <param name="Container">Its type.</param>
/// <param name="Source">Where the type finds its ICacheRateLimits.</param>
/// <param name="Method">Its signature.</param>
/// <param name="Name">What is counted.</param>
/// <param name="Limit">How many calls a window may have.</param>
/// <param name="Milliseconds">The length of the window.</param>
/// <param name="By">The parameters whose arguments have a count each.</param>
internal sealed record LimitedMethodModel(
    ContainerModel Container,
    CacheSourceModel Source,
    MethodModel Method,
    string Name,
    int Limit,
    long Milliseconds,
    EquatableArray<ParameterModel> By);
