namespace Cache;

/// <summary>Settings of all caches of a container: the section handed to <c>AddCache</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>The application's name in every key, so that applications may share a server.</summary>
    /// <value>Letters, digits, <c>.</c>, <c>_</c> and <c>-</c>. The default is <c>app</c>.</value>
    public string Namespace { get; set; } = "app";

    /// <summary>Which of the providers that were added are used.</summary>
    /// <value><c>Memory</c>. The default is none: all that were added are used.</value>
    public string? Provider { get; set; }
}
