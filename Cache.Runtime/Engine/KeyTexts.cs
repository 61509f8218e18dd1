using Cache.CompilerServices;
using Cache.SharedTier;
using Cache.Varying;

namespace Cache.Engine;

// the text of the keys of one cache; written for people, globs and the shared tier, never on a hit
internal sealed class KeyTexts<TKey>(string cacheNamespace, CacheDefinition definition, KeyTextWriter<TKey> write)
    where TKey : notnull
{
    private readonly int _segments = definition.Parameters.Length;
    private readonly IVariedKeys<TKey>? _varied = definition as IVariedKeys<TKey>;
    private readonly string _before = $"{PrefixOf(cacheNamespace, definition)}:";

    /// <summary><c>namespace:name</c>, with the type arguments of a generic declaration.</summary>
    public string Prefix { get; } = PrefixOf(cacheNamespace, definition);

    /// <summary>The namespace of the container's caches.</summary>
    public string Namespace { get; } = cacheNamespace;

    /// <summary>How many ambient values stand before the arguments.</summary>
    public int Parts => _varied?.Count ?? 0;

    /// <summary>The text of the arguments alone, which is what globs and filters see.</summary>
    public string Arguments(TKey key) => KeyWriter.Write(key, write, _segments);

    /// <summary>The whole key.</summary>
    public string Full(TKey key) => _varied is null ? Plain(key) : Varied(_varied.Text(key), key);

    /// <summary>The key in the shared tier.</summary>
    /// <param name="key">The key.</param>
    /// <param name="full">The whole key, where the one in the shared tier is only a hash of it; else null.</param>
    public string Shared(TKey key, out string? full)
    {
        var text = Full(key);
        var shared = SharedKey.Of(text, out var isHashed);
        full = isHashed ? text : null;
        return shared;
    }

    private static string PrefixOf(string cacheNamespace, CacheDefinition definition) => definition.TypeArguments.Length == 0
        ? $"{cacheNamespace}:{definition.Name}"
        : $"{cacheNamespace}:{definition.Name}<{definition.TypeArguments}>";

    private string Plain(TKey key) => _segments == 0 ? Prefix : KeyWriter.Write(_before, key, write, _segments);

    private string Varied(string parts, TKey key) => _segments == 0 ? $"{Prefix}:{parts.AsSpan(0, parts.Length - 1)}" : $"{Prefix}:{parts}{Arguments(key)}";
}
