using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>
/// What is known of a cache before its definition is met, which the registration of an assembly cannot name: one of a generic method or type has a definition for each list of type arguments, and a
/// private type is known to nobody. It makes the cache's name and policy known when the application starts.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OpenCacheDefinition : CacheDefinition;
