using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Cache.CodeFixes.Syntax;

/// <summary>What a type with generated methods has one of.</summary>
/// <param name="Type">Its name, in the namespace <c>Cache</c>.</param>
/// <param name="Property">What a property of it is called.</param>
/// <param name="Parameter">What a parameter of it is called.</param>
internal sealed record Contract(string Type, string Property, string Parameter)
{
    public static readonly Contract Cache = new("ICache", "Cache", "cache");

    public static readonly Contract RateLimits = new("ICacheRateLimits", "Limits", "limits");

    public TypeSyntax Syntax() => SyntaxFactory.ParseTypeName("global::Cache." + Type).WithAdditionalAnnotations(Simplifier.Annotation);

    /// <summary>How many a type has already, in its fields, properties and constructors and those that it inherits.</summary>
    public int CountIn(INamedTypeSymbol type)
    {
        var count = 0;
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            count += declaring.GetMembers().Count(member => member is IFieldSymbol { IsImplicitlyDeclared: false } field ? Is(field.Type) : member is IPropertySymbol property && Is(property.Type));
            count += declaring.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Count(parameter => Is(parameter.Type));
        }
        return count;
    }

    private bool Is(ITypeSymbol type) => type.Is("Cache." + Type);
}
