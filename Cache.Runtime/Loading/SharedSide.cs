namespace Cache.Loading;

/// <summary>What a flight is to the shared tier. Made with it, because the text of its key is asked for when its slot comes and goes as well, and takes longer to write than to keep.</summary>
/// <param name="text">Its key there.</param>
/// <param name="full">The whole key, where that is only a hash of it; else null.</param>
internal sealed class SharedSide(string text, string? full)
{
    public string Text => text;

    public string? Full => full;

    /// <summary>What the shared tier has said of the value; null where there is none, or it has failed. Known once the load is over.</summary>
    public SharedOutcome? Outcome { get; set; }
}
