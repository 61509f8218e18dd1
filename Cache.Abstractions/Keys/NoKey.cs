using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>The key of a cached method without key parameters: there is one, and its text is empty.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct NoKey;
