using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Names what is generated for a cached member, and checks that the names are free.</summary>
internal sealed class NameParser(ISymbol member, Location location, ProblemList problems)
{
    private readonly INamedTypeSymbol _type = member.ContainingType;

    /// <summary>Names what is generated for a method. Overloads go by the names of their caches.</summary>
    public GeneratedNames ForMethod(IMethodSymbol method, string? cacheName)
    {
        var stem = Stem(method.Name);
        if (IsOverloaded(stem))
        {
            if (cacheName is null)
                problems.Add(CacheDiagnostics.OverloadWithoutName, location, method.Name);
            else
                stem = Pascal(cacheName);
        }
        var definition = method.Arity > 0 ? stem + "CacheDefinition" : "s_" + Camel(stem) + "Cache";
        var names = new GeneratedNames(stem + "Cache", stem + "CacheAccessor", Free(stem + "Key"), Free(definition));
        Check(names.Accessor, names.AccessorType);
        return names;
    }

    /// <summary>Names what is generated for a manual cache, which is its own accessor.</summary>
    public GeneratedNames ForProperty(IPropertySymbol property)
    {
        var opener = "Open" + property.Name + "Cache";
        var definition = "s_" + Camel(property.Name) + "Cache";
        var names = new GeneratedNames(opener, "", Free(property.Name + "Key"), Free(definition));
        Check(opener);
        return names;
    }

    /// <summary>Names the definition of a method over many keys. Overloads are numbered.</summary>
    public string ForMany(IMethodSymbol method)
    {
        var overloads = _type.GetMembers().OfType<IMethodSymbol>()
            .Where(other => other.PartialDefinitionPart is null && other.Attribute(KnownNames.CacheManyAttribute) is not null && Stem(other.Name) == Stem(method.Name)).ToList();
        var number = overloads.FindIndex(other => SymbolEqualityComparer.Default.Equals(other, method));
        return Free("s_" + Camel(Stem(method.Name)) + "Many" + (number > 0 ? number + 1 : ""));
    }

    /// <summary>A method's name without <c>Async</c>.</summary>
    public static string Stem(string method) =>
        method.EndsWith("Async", StringComparison.Ordinal) && method.Length > "Async".Length ? method.Substring(0, method.Length - "Async".Length) : method;

    /// <summary>The other cached members whose generated names would be the same; fields begin with a small letter.</summary>
    private bool IsOverloaded(string stem) => _type.GetMembers().Any(other =>
        !SymbolEqualityComparer.Default.Equals(other, member)
        && (other is IPropertySymbol ? other.Name == stem : other is IMethodSymbol { PartialDefinitionPart: null } && Camel(Stem(other.Name)) == Camel(stem))
        && ContainerParser.IsCached(other));

    private void Check(params string[] names)
    {
        foreach (var name in names)
        {
            if (IsTaken(name) || IsOfAnotherOverload(name))
            {
                problems.Add(CacheDiagnostics.GeneratedNameCollision, location, member.Name, name, _type.InMessage());
                return;
            }
        }
        CheckCaches();
    }

    // what is private may have another name, which nobody sees
    private string Free(string wanted)
    {
        var name = wanted;
        for (var number = 2; IsTaken(name); number++)
            name = wanted + number;
        return name;
    }

    private bool IsTaken(string name) =>
        name == _type.Name || _type.GetMembers(name).Any(taken => !taken.IsGenerated()) || _type.TypeParameters.Any(parameter => parameter.Name == name);

    // two cache names may be the same in PascalCase: "a-b" and "a.b"
    private bool IsOfAnotherOverload(string name) => _type.GetMembers().Any(other =>
        other is IMethodSymbol { PartialDefinitionPart: null } && !SymbolEqualityComparer.Default.Equals(other, member)
        && other.Attribute(KnownNames.CacheAttribute) is { } attribute
        && new AttributeArguments(attribute, location).Text("Name") is { } cacheName && Pascal(cacheName) + "Cache" == name && IsOverload(other));

    private bool IsOverload(ISymbol other) =>
        _type.GetMembers(other.Name).Count(candidate => ContainerParser.IsCached(candidate)) > 1;

    private void CheckCaches()
    {
        var name = _type.Name + "Caches";
        var around = (INamespaceOrTypeSymbol?)_type.ContainingType ?? _type.ContainingNamespace;
        if (around.GetTypeMembers(name, _type.Arity).Any(taken => !taken.IsGenerated() && taken.Locations.Any(place => place.IsInSource)))
            problems.Add(CacheDiagnostics.GeneratedNameCollision, location, member.Name, name, around.IsNamespace ? around.ToDisplayString() : around.Name);
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);

    private static string Pascal(string cacheName)
    {
        var words = cacheName.Split(['.', '_', '-'], StringSplitOptions.RemoveEmptyEntries);
        var name = string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)));
        return name.Length == 0 || char.IsDigit(name[0]) ? "_" + name : name;
    }
}
