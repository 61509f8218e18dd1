namespace Cache;

/// <summary>Settings of the admin page and API.</summary>
public sealed class CacheAdminOptions
{
    /// <summary>The authorization policy that a user needs to change something, beside what the routes ask for: who has it not may look, and nothing else.</summary>
    /// <value>The default is <see langword="null"/>: who may look may change.</value>
    public string? WritePolicy { get; set; }
}
