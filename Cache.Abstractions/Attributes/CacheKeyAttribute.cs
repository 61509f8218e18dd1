namespace Cache;

/// <summary>
/// On a member: it belongs to the key of the type that declares it; the other members do not.
/// On a type or a parameter: its values are written into keys by their own <see cref="ISpanFormattable"/>, with the invariant culture.
/// </summary>
/// <remarks>
/// A type that is marked whole promises that two values with different text are different, that two with the same text are equal, and that
/// neither changes while it is a key.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Parameter, Inherited = false)]
public sealed class CacheKeyAttribute : Attribute;
