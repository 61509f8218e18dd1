using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.Generators.Parsing;

/// <summary>Finds the one ICache of a type: a field or property, its own or inherited, or a parameter of the primary constructor.</summary>
internal sealed class CacheSourceParser(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
{
    /// <summary>What is looked for, where it is not an ICache.</summary>
    public string Contract { get; init; } = KnownNames.Cache;

    public CacheSourceModel? Parse(Location location, ProblemList problems)
    {
        var members = Members();
        var parameter = ConstructorParameter();
        if (parameter is not null && members.Count == 1 && IsKeptIn(members[0], parameter))
            parameter = null;

        switch (members.Count, parameter)
        {
            case (1, null):
                return new("this." + TypeNames.Escaped(members[0].Name), null);
            case (0, not null) when Names(BaseArguments(), parameter):
                var field = Contract == KnownNames.Cache ? "_keptCache" : "_keptRateLimits";
                return new("this." + field, null) { Kept = new(parameter.Type.InCode(), field, TypeNames.Escaped(parameter.Name)) };
            case (0, not null):
                return new(TypeNames.Escaped(parameter.Name), parameter.Name);
            case (0, null):
                if (Contract == KnownNames.Cache)
                    problems.Add(CacheDiagnostics.NoCache, location, type.InMessage());
                else
                    problems.Add(CacheDiagnostics.RateLimitSource, location, type.InMessage(), "no ICacheRateLimits");
                return null;
            default:
                var names = members.Select(member => member.Name).Concat(parameter is null ? [] : [parameter.Name]);
                if (Contract == KnownNames.Cache)
                    problems.Add(CacheDiagnostics.SeveralCaches, location, type.InMessage(), string.Join(", ", names));
                else
                    problems.Add(CacheDiagnostics.RateLimitSource, location, type.InMessage(), $"several ({string.Join(", ", names)})");
                return null;
        }
    }

    // a member of the type itself comes before one of the same name that it hides or overrides
    private List<ISymbol> Members()
    {
        var found = new List<ISymbol>();
        foreach (var declaring in new[] { type }.Concat(ContainerParser.Bases(type)))
        {
            foreach (var member in declaring.GetMembers())
            {
                if (IsCandidate(member) && !member.IsGenerated() && found.All(other => other.Name != member.Name) && compilation.IsSymbolAccessibleWithin(member, type))
                    found.Add(member);
            }
        }
        return [.. found.Where(member => !found.Exists(other => IsViewOf(member, other)))];
    }

    // a property that gives a field of the type adds nothing to it
    private bool IsViewOf(ISymbol property, ISymbol field) => property.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax(cancellationToken))
        .OfType<PropertyDeclarationSyntax>()
        .Any(declaration => declaration.ExpressionBody?.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == field.Name);

    private bool IsCandidate(ISymbol member) => member switch
    {
        { IsStatic: true } => false,
        IFieldSymbol { IsImplicitlyDeclared: false } field => IsCache(field.Type),
        IPropertySymbol { IsIndexer: false, GetMethod: not null } property => property.ExplicitInterfaceImplementations.IsEmpty && IsCache(property.Type),
        _ => false,
    };

    private bool IsCache(ITypeSymbol candidate) =>
        candidate.NullableAnnotation != NullableAnnotation.Annotated && candidate is INamedTypeSymbol { Arity: 0 } && candidate.Is(Contract);

    // the positional parameters of a record are its properties, which are found as members
    private IParameterSymbol? ConstructorParameter()
    {
        if (type.IsRecord)
            return null;
        return type.InstanceConstructors
            .Where(constructor => constructor.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax)
            .SelectMany(constructor => constructor.Parameters)
            .FirstOrDefault(parameter => parameter.RefKind == RefKind.None && IsCache(parameter.Type));
    }

    private bool IsKeptIn(ISymbol member, IParameterSymbol parameter)
    {
        if (!SymbolEqualityComparer.Default.Equals(member.ContainingType, type))
            return Names(BaseArguments(), parameter);
        return member.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellationToken) switch
        {
            VariableDeclaratorSyntax field => Names(field.Initializer, parameter),
            PropertyDeclarationSyntax property => Names(property.Initializer, parameter) || Names(property.ExpressionBody, parameter),
            _ => false,
        });
    }

    private ArgumentListSyntax? BaseArguments() => type.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax(cancellationToken))
        .OfType<TypeDeclarationSyntax>()
        .SelectMany(declaration => declaration.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>() ?? [])
        .FirstOrDefault()?.ArgumentList;

    private static bool Names(SyntaxNode? node, IParameterSymbol parameter) =>
        node?.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == parameter.Name) ?? false;
}
