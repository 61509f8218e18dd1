namespace Cache;

/// <summary>
/// On a parameter: it is handed to the body, but does not belong to the key. The first caller's value is the one that is used.
/// On a member of a record: likewise, where the record is in a key.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Field, Inherited = false)]
public sealed class CacheKeyIgnoreAttribute : Attribute;
