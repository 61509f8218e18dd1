namespace Cache.SharedTier;

/// <summary>The versions of single keys, which what was made of a key's value is under: <c>app:#key:orders:acme:1</c>. Each is in the lane of its key, and goes with it: one that is born later is another.</summary>
public static class KeyVersions
{
    /// <summary>The name of a key's version.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The full text, as a key is.</returns>
    public static string Of(string key) => SharedNames.OfKey(key);

    /// <summary>Whether a name is that of a key's version.</summary>
    /// <param name="name">The full text.</param>
    /// <returns>Whether it is.</returns>
    public static bool Is(string name) => SharedNames.IsOfKey(name);
}
