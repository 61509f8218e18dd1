using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Whether types are the same, with or without regard to what may be null. Type parameters of two methods are the same by their place.</summary>
internal static class TypeEquality
{
    /// <summary>Whether they are the same but for what may be null.</summary>
    public static bool SameType(ITypeSymbol left, ITypeSymbol right) => (left, right) switch
    {
        (ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } a, ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } b) => a.Ordinal == b.Ordinal,
        (IArrayTypeSymbol a, IArrayTypeSymbol b) => a.Rank == b.Rank && SameType(a.ElementType, b.ElementType),
        (INamedTypeSymbol a, INamedTypeSymbol b) => SymbolEqualityComparer.Default.Equals(a.OriginalDefinition, b.OriginalDefinition)
            && SameContainer(a.ContainingType, b.ContainingType)
            && a.TypeArguments.Zip(b.TypeArguments, SameType).All(same => same),
        _ => SymbolEqualityComparer.Default.Equals(left, right),
    };

    /// <summary>Whether a value of one of two same types may be taken for the other without a warning. What was declared without nullability fits all.</summary>
    public static bool NullabilityFits(ITypeSymbol from, ITypeSymbol to) =>
        !(from.NullableAnnotation == NullableAnnotation.Annotated && to.NullableAnnotation == NullableAnnotation.NotAnnotated && !to.IsValueType)
        && PartsFit(from, to);

    // within a generic type neither direction is allowed
    private static bool PartsFit(ITypeSymbol from, ITypeSymbol to) => (from, to) switch
    {
        (IArrayTypeSymbol a, IArrayTypeSymbol b) => Equal(a.ElementType, b.ElementType),
        (INamedTypeSymbol a, INamedTypeSymbol b) => a.TypeArguments.Zip(b.TypeArguments, Equal).All(same => same),
        _ => true,
    };

    private static bool Equal(ITypeSymbol left, ITypeSymbol right) =>
        (left.NullableAnnotation == right.NullableAnnotation || left.NullableAnnotation == NullableAnnotation.None || right.NullableAnnotation == NullableAnnotation.None
            || left.IsValueType)
        && PartsFit(left, right);

    private static bool SameContainer(INamedTypeSymbol? left, INamedTypeSymbol? right) =>
        left is null ? right is null : right is not null && SameType(left, right);
}
