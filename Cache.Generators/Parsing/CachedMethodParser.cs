using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Reads a method marked [Cache]. Code is made of its model; its problems are reported.</summary>
internal static class CachedMethodParser
{
    public static Parsed<CachedMethodModel> Parse(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var location = Declarations.Identifier(method, cancellationToken);
        var attribute = new AttributeArguments(method.Attribute(KnownNames.CacheAttribute)!, location);

        Declarations.Check(method, location, problems, cancellationToken);
        CheckNoWrite(method, location, problems);
        CheckOverridesNone(method, location, problems);
        var container = ContainerParser.Parse(method, location, problems, cancellationToken);
        var source = new CacheSourceParser(method.ContainingType, compilation, cancellationToken).Parse(location, problems);
        var (kind, result) = ResultParser.Cached(method, problems, cancellationToken);
        var parameters = new ParameterParser(method, compilation, problems, cancellationToken).Cached();
        var core = problems.Silent ? null : new CoreMethodParser(method, allowsContext: true, compilation).Parse(attribute.Text("Source"), Place(attribute, "Source", location), problems);

        var names = new NameParser(method, location, problems).ForMethod(method, attribute.Text("Name"));
        var key = KeyParser.Key(parameters, names.Key);
        var declaration = container.DisplayName + "." + method.Name;
        var policies = new PolicyParser(attribute, problems);
        // while a signature is being typed two parameters may have one name, or none
        problems.Silent |= method.Parameters.Any(parameter => parameter.Name.Length == 0) || method.Parameters.GroupBy(parameter => parameter.Name, StringComparer.Ordinal).Any(same => same.Skip(1).Any());
        var types = method.Parameters.GroupBy(parameter => parameter.Name, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First().Type, StringComparer.Ordinal);
        var tags = new TagTemplateParser(key, types, compilation, method.ContainingType).Parse(attribute, problems);
        var varyBy = new VaryByParser(method, compilation).Parse(attribute, problems);
        var policy = policies.Policy(policies.Name(declaration, location), key, tags, varyBy, method.Name);
        var warm = new WarmParser(method, parameters, container, compilation, problems).Parse(location);

        return problems.Result(() => new CachedMethodModel(
            container,
            source!,
            Declarations.Method(method, kind, result!.InCode(), parameters, core!, cancellationToken),
            key,
            policy,
            names,
            declaration,
            SizeParser.Parse(result!, compilation, method.ContainingType),
            warm));
    }

    private static void CheckNoWrite(IMethodSymbol method, Location location, ProblemList problems)
    {
        // told of where that attribute is read
        problems.Silent |= method.Attribute(KnownNames.CacheManyAttribute) is not null;
        foreach (var (name, shown) in new[] { (KnownNames.CacheInvalidateAttribute, "[CacheInvalidate]"), (KnownNames.CachePutAttribute, "[CachePut]") })
        {
            if (method.Attribute(name) is not null)
                problems.Add(CacheDiagnostics.CacheAndWrite, location, method.Name, shown);
        }
    }

    // callers of the base type would reach the override's cache, and its accessor and its writes that of the base
    private static void CheckOverridesNone(IMethodSymbol method, Location location, ProblemList problems)
    {
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (!ContainerParser.IsCached(overridden))
                continue;
            problems.Add(CacheDiagnostics.OverridesCached, location, $"{method.ContainingType.Name}.{method.Name}", $"{overridden.ContainingType.Name}.{overridden.Name}");
            return;
        }
    }

    private static Location Place(AttributeArguments attribute, string setting, Location otherwise) =>
        attribute.Has(setting) ? attribute.LocationOf(setting) : otherwise;
}
