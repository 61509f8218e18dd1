using System.Collections.Immutable;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Type parameters and their constraints, as a declaration repeats them.</summary>
internal static class TypeParameters
{
    public static string List(ImmutableArray<ITypeParameterSymbol> parameters) =>
        parameters.IsEmpty ? "" : "<" + string.Join(", ", parameters.Select(parameter => TypeNames.Escaped(parameter.Name))) + ">";

    public static EquatableArray<string> Names(ImmutableArray<ITypeParameterSymbol> parameters) =>
        parameters.Select(parameter => TypeNames.Escaped(parameter.Name)).ToEquatableArray();

    /// <summary>A <c>where</c> clause for each that has constraints.</summary>
    public static EquatableArray<string> Constraints(ImmutableArray<ITypeParameterSymbol> parameters) =>
        parameters.Select(Clause).Where(clause => clause.Length > 0).ToEquatableArray();

    private static string Clause(ITypeParameterSymbol parameter)
    {
        var constraints = string.Join(", ", Constraints(parameter));
        return constraints.Length == 0 ? "" : $"where {TypeNames.Escaped(parameter.Name)} : {constraints}";
    }

    // in the order that C# asks for: the kind first, then types, new() and anti-constraints last
    private static IEnumerable<string> Constraints(ITypeParameterSymbol parameter)
    {
        if (parameter.HasUnmanagedTypeConstraint)
            yield return "unmanaged";
        else if (parameter.HasValueTypeConstraint)
            yield return "struct";
        else if (parameter.HasReferenceTypeConstraint)
            yield return parameter.ReferenceTypeConstraintNullableAnnotation == NullableAnnotation.Annotated ? "class?" : "class";
        else if (parameter.HasNotNullConstraint)
            yield return "notnull";

        foreach (var type in parameter.ConstraintTypes)
            yield return type.InCode();

        if (parameter.HasConstructorConstraint)
            yield return "new()";
        if (parameter.AllowsRefLikeType)
            yield return "allows ref struct";
    }
}
