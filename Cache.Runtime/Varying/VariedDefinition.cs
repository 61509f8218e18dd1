using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;

namespace Cache.Varying;

/// <summary>A declaration by the keys that its cache really has: those that it makes, with the values of the parts before them.</summary>
/// <remarks>
/// A load may run for another caller than the one that began it, or when nobody waits any more, and what it reads is what is ambient there. So every load asks the parts again before it runs:
/// where they say something else than the key, its value would be stored where another tenant finds it, and it is refused.
/// </remarks>
internal sealed class VariedDefinition<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>
    : CacheDefinition<TService, VariedKey<TKey>, TValue>, IVariedKeys<VariedKey<TKey>>
    where TKey : notnull
{
    private readonly ICacheKeyPart[] _parts;

    [SetsRequiredMembers]
    public VariedDefinition(CacheDefinition<TService, TKey, TValue> declared, ICacheKeyPart[] parts)
        : base(declared, WriterOf(declared.WriteKey), LoaderOf(declared, parts))
    {
        _parts = parts;
        if (declared.Keep is { } keep)
            Keep = key => key.With(keep(key.Key));
        if (declared.Tags is { } tags)
            Tags = key => tags(key.Key);
        if (declared.Size is { } size)
            Size = (key, value) => size(key.Key, value) + SizeOf(key);
    }

    public int Count => _parts.Length;

    // for people, who know the declaration
    public override Type? KeyType => typeof(TKey);

    public string Text(VariedKey<TKey> key) =>
        KeyWriter.Write(key, Write, _parts.Length + 1);

    // an empty segment at the end: what follows the last ':' is the text that the key would have had without the parts, and in that a ':' is encoded or not as it was
    private void Write(VariedKey<TKey> key, ref KeyWriter text)
    {
        for (var part = 0; part < _parts.Length; part++)
            text.Append(key[part]);
        text.Append("");
    }

    // each entry has the strings of the call that made it
    private long SizeOf(VariedKey<TKey> key)
    {
        var size = 0L;
        for (var part = 0; part < _parts.Length; part++)
            size += ObjectSize.Of(key[part]);
        return size;
    }

    private static KeyTextWriter<VariedKey<TKey>> WriterOf(KeyTextWriter<TKey> write) => (VariedKey<TKey> key, ref KeyWriter text) => write(key.Key, ref text);

    private static CacheLoader<TService, VariedKey<TKey>, TValue> LoaderOf(CacheDefinition<TService, TKey, TValue> declared, ICacheKeyPart[] parts) =>
        (service, key, context, cancellationToken) =>
        {
            for (var part = 0; part < parts.Length; part++)
            {
                var here = parts[part].Value;
                if (!string.Equals(here, key[part], StringComparison.Ordinal))
                    Throw.OtherPartValue(declared, parts[part], here, key[part]);
            }
            return declared.Load(service, key.Key, context, cancellationToken);
        };
}
