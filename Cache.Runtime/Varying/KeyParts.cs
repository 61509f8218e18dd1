using Cache.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Varying;

/// <summary>The parts of a container, and which of them the keys of each cache begin with: first those of all caches, then those of its own declaration.</summary>
/// <remarks>
/// A part must be a singleton: one of a request would stay that of the first request for ever, because the caches are made once. No container tells how long what it makes lives, so a part is
/// asked for in two scopes: only a singleton is the same object in both.
/// </remarks>
internal sealed class KeyParts(IServiceProvider services, IEnumerable<DefaultKeyPart> defaults)
{
    private readonly Type[] _defaults = [.. defaults.Select(static part => part.Type)];
    private readonly Dictionary<Type, ICacheKeyPart> _known = [];
    private readonly Lock _lock = new();

    /// <summary>The parts of a cache; empty where its keys do not vary.</summary>
    /// <exception cref="InvalidOperationException">One is not registered, not as a singleton, or is none; or they are too many.</exception>
    public ICacheKeyPart[] Of(CacheDefinition definition)
    {
        Type[] types = [.. (definition.VaryByDefaults ? _defaults : []).Concat(definition.VaryBy).Distinct()];
        if (types.Length > PartValues.Most)
            Throw.TooManyParts(definition, types.Length);
        lock (_lock)
            return [.. types.Select(type => Find(type, definition))];
    }

    private ICacheKeyPart Find(Type type, CacheDefinition definition)
    {
        if (_known.TryGetValue(type, out var known))
            return known;
        var part = Resolve(type, definition);
        if (string.IsNullOrEmpty(part.Name) || !part.Name.All(char.IsAsciiLetterOrDigit))
            Throw.BadPartName(type, part.Name);
        _known.Add(type, part);
        return part;
    }

    private ICacheKeyPart Resolve(Type type, CacheDefinition definition)
    {
        using var one = services.CreateScope();
        using var other = services.CreateScope();
        var resolved = one.ServiceProvider.GetService(type) ?? Throw.PartNotRegistered(type, definition);
        if (!ReferenceEquals(resolved, other.ServiceProvider.GetService(type)))
            Throw.PartNotSingleton(type, definition);
        return resolved as ICacheKeyPart ?? Throw.NoPart(type, definition);
    }
}

// a part of the keys of all caches
internal sealed record DefaultKeyPart(Type Type);
