namespace Cache;

/// <summary>What the settings of one cache are, and where each comes from.</summary>
/// <param name="Cache">The cache's name.</param>
/// <param name="Declaration">The member that declares it, as <c>Type.Member</c>.</param>
/// <param name="Settings">All settings.</param>
public sealed record CachePolicyExplanation(string Cache, string Declaration, IReadOnlyList<CacheSettingExplanation> Settings)
{
    /// <summary>One setting.</summary>
    /// <param name="setting">Its name, such as <c>Ttl</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no setting of that name.</exception>
    public CacheSettingExplanation this[string setting] =>
        Settings.FirstOrDefault(one => one.Name == setting) ?? Throw.NoSetting<CacheSettingExplanation>(setting, Settings.Select(static one => one.Name));

    /// <summary>Writes a line for each setting.</summary>
    /// <returns><c>Ttl = 30s (Cache:Policies:users:Ttl)</c>, and so on.</returns>
    public override string ToString() => string.Join('\n', Settings);
}

/// <summary>What one setting of a cache is, and where that comes from.</summary>
/// <param name="Name">The setting's name.</param>
/// <param name="Value">Its value, as it was written.</param>
/// <param name="Source">The layer that it comes from.</param>
/// <param name="Origin">The place, for people: the configuration's key, the declaration, the end of the override.</param>
/// <param name="Until">When the override ends; <see langword="null"/> for all other layers.</param>
public sealed record CacheSettingExplanation(string Name, string Value, CachePolicySource Source, string Origin, DateTimeOffset? Until = null)
{
    /// <summary>Writes the setting with its origin.</summary>
    /// <returns><c>Ttl = 30s (Cache:Policies:users:Ttl)</c>.</returns>
    public override string ToString() => $"{Name} = {Value} ({Origin})";
}

/// <summary>The layers of a policy. A setting is what the highest of them says that names it.</summary>
public enum CachePolicySource
{
    /// <summary>The library's own default.</summary>
    Default,

    /// <summary>The section <c>Policies:Default</c> of the configuration: what it says counts for caches whose attribute says nothing.</summary>
    ConfigurationDefault,

    /// <summary>The attribute.</summary>
    Attribute,

    /// <summary>The section of the configuration that bears the cache's name.</summary>
    Configuration,

    /// <summary>An override at run time, on this node.</summary>
    Override,
}
