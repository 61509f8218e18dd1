namespace Cache;

/// <summary>On a parameter: it is handed to the body, but does not belong to the key. The first caller's value is the one that is used.</summary>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class CacheKeyIgnoreAttribute : Attribute;
