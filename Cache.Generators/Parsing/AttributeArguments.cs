using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.Generators.Parsing;

/// <summary>What an attribute was given, and where it says so.</summary>
internal sealed class AttributeArguments(AttributeData attribute, Location fallback)
{
    private readonly AttributeSyntax? _syntax = attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;

    /// <summary>The attribute's name.</summary>
    public Location Location => _syntax?.Name.GetLocation() ?? fallback;

    public string? Text(string name) => Find(name) is { Kind: TypedConstantKind.Primitive, Value: string text } ? text : null;

    public bool? Flag(string name) => Find(name) is { Kind: TypedConstantKind.Primitive, Value: bool flag } ? flag : null;

    public double? Factor(string name) => Find(name) is { Kind: TypedConstantKind.Primitive, Value: double factor } ? factor : null;

    public ITypeSymbol? Type(string name) => Find(name) is { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } ? type : null;

    public int Number(string name) => Find(name) is { Value: int number } ? number : 0;

    public bool Has(string name) => Find(name) is { Kind: not TypedConstantKind.Error };

    /// <summary>Whether a value was given that the compiler has an error for.</summary>
    public bool IsUnreadable(string name) => Find(name) is { Kind: TypedConstantKind.Error };

    /// <summary>The elements of an array; those that are null are left out.</summary>
    public ImmutableArray<(string Text, Location Location)> Texts(string name)
    {
        if (Find(name) is not { Kind: TypedConstantKind.Array, IsNull: false } array)
            return [];
        var elements = Elements(Argument(name)?.Expression);
        return
        [
            .. array.Values.Select((value, index) => (value.Value as string, index < elements.Count ? elements[index].GetLocation() : LocationOf(name)))
                .Where(element => element.Item1 is not null)
                .Select(element => (element.Item1!, element.Item2)),
        ];
    }

    /// <summary>Whether it is a [CachePut].</summary>
    public bool IsPut => attribute.AttributeClass.Is(KnownNames.CachePutAttribute);

    /// <summary>The first argument of the constructor.</summary>
    public string? ConstructorText => attribute.ConstructorArguments is [{ Value: string text }, ..] ? text : null;

    public Location ConstructorLocation =>
        _syntax?.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals is null)?.Expression.GetLocation() ?? Location;

    /// <summary>An argument of a constructor that takes any number; the attribute's name where they are not given one by one.</summary>
    public Location LocationOfConstructorArgument(int index) =>
        _syntax?.ArgumentList?.Arguments.Where(argument => argument.NameEquals is null).ElementAtOrDefault(index)?.Expression.GetLocation() ?? Location;

    /// <summary>The value of a named argument.</summary>
    public Location LocationOf(string name) => Argument(name)?.Expression.GetLocation() ?? Location;

    /// <summary>The type in the value of a named argument, where that is a <c>typeof</c>, and the elements of a tuple type, where it is one.</summary>
    public IReadOnlyList<Location> LocationsOfTypes(string name) => Argument(name)?.Expression switch
    {
        TypeOfExpressionSyntax { Type: TupleTypeSyntax tuple } => [.. tuple.Elements.Select(element => element.Type.GetLocation())],
        TypeOfExpressionSyntax type => [type.Type.GetLocation()],
        _ => [],
    };

    private TypedConstant? Find(string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
                return argument.Value;
        }
        return null;
    }

    private AttributeArgumentSyntax? Argument(string name) =>
        _syntax?.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name);

    private static IReadOnlyList<ExpressionSyntax> Elements(ExpressionSyntax? expression) => expression switch
    {
        CollectionExpressionSyntax collection when collection.Elements.All(element => element is ExpressionElementSyntax) =>
            [.. collection.Elements.Select(element => ((ExpressionElementSyntax)element).Expression)],
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => [.. initializer.Expressions],
        ImplicitArrayCreationExpressionSyntax { Initializer: { } initializer } => [.. initializer.Expressions],
        _ => [],
    };
}
