using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.Generators.Parsing;

/// <summary>Reads a property marked [Cache]. Code is made of its model; its problems are reported.</summary>
internal static class ManualCacheParser
{
    public static Parsed<ManualCacheModel> Parse(IPropertySymbol property, Compilation compilation, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var location = Declarations.Identifier(property, cancellationToken);
        var attribute = new AttributeArguments(property.Attribute(KnownNames.CacheAttribute)!, location);

        Check(property, location, problems, cancellationToken);
        var container = ContainerParser.Parse(property, location, problems, cancellationToken);
        var source = new CacheSourceParser(property.ContainingType, compilation, cancellationToken).Parse(location, problems);
        foreach (var setting in new[] { "Source", "Groups", "KeepWarm" })
        {
            if (attribute.Has(setting))
                problems.Add(CacheDiagnostics.NotForManualCache, attribute.LocationOf(setting), setting, property.Name);
        }
        if (!property.Type.Is(KnownNames.ManualCache))
            return problems.Result<ManualCacheModel>(() => throw new InvalidOperationException("A property of another type is a problem."));

        var (keyType, valueType) = (((INamedTypeSymbol)property.Type).TypeArguments[0], ((INamedTypeSymbol)property.Type).TypeArguments[1]);
        var names = new NameParser(property, location, problems).ForProperty(property);
        var key = Key(property, keyType, names, compilation, problems, cancellationToken);
        var declaration = container.DisplayName + "." + property.Name;
        var policies = new PolicyParser(attribute, problems);
        var types = new Dictionary<string, ITypeSymbol>(StringComparer.Ordinal) { ["key"] = keyType };
        var tags = new TagTemplateParser(key, types, compilation, property.ContainingType).Parse(attribute, problems);
        var varyBy = new VaryByParser(property, compilation).Parse(attribute, problems);
        var policy = policies.Policy(policies.Name(declaration, location), key, tags, varyBy, property.Name);

        return problems.Result(() => new ManualCacheModel(
            container,
            source!,
            property.Name,
            Declarations.Modifiers(property, cancellationToken),
            property.DeclaredAccessibility.InCode(),
            property.Type.InCode(),
            keyType.InCode(),
            valueType.InCode(),
            key,
            policy,
            names,
            declaration,
            SizeParser.Parse(valueType, compilation, property.ContainingType),
            DocComments.Of(property, cancellationToken)));
    }

    private static void Check(IPropertySymbol property, Location location, ProblemList problems, CancellationToken cancellationToken)
    {
        if (property.Type.TypeKind == TypeKind.Error)
            problems.Silent = true;
        else if (!property.Type.Is(KnownNames.ManualCache) || property.SetMethod is not null || property.GetMethod is null || property.IsIndexer)
            problems.Add(CacheDiagnostics.ManualProperty, location, property.Name);
        if (!property.IsPartialDefinition && property.PartialDefinitionPart is null && !Declarations.IsPartial(property, cancellationToken))
            problems.Add(CacheDiagnostics.MemberNotPartial, location, property.Name);
        else if (!property.IsPartialDefinition || (property.PartialImplementationPart is { } written && !written.IsGenerated()))
            problems.Add(CacheDiagnostics.AlreadyImplemented, location, property.Name, "a factory that you hand to GetOrCreateAsync");
        if (property.IsStatic)
            problems.Add(CacheDiagnostics.StaticMember, location, property.Name);
    }

    // a manual cache has one key parameter, called key
    private static KeyModel Key(
        IPropertySymbol property, ITypeSymbol type, GeneratedNames names, Compilation compilation, ProblemList problems, CancellationToken cancellationToken)
    {
        if (type.TypeKind == TypeKind.Error)
            problems.Silent = true;
        var shape = new KeyShapeParser(property.ContainingType, compilation).Parse(type, isMarked: false, out var reason);
        if (shape is null && !problems.Silent)
            problems.Add(CacheDiagnostics.UnstableKeyType, KeyLocation(property, cancellationToken), "key", type.InMessage(), reason);
        var parameter = new ParameterModel("key", "key", type.InCode(), "", null, ParameterRole.Key, shape, "The key.");
        return KeyParser.Key(new([parameter]), names.Key);
    }

    private static Location KeyLocation(IPropertySymbol property, CancellationToken cancellationToken) =>
        property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is PropertyDeclarationSyntax { Type: var type }
            && type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault() is { TypeArgumentList.Arguments: [var key, ..] }
            ? key.GetLocation()
            : Declarations.Identifier(property, cancellationToken);
}
