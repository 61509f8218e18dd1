using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cache.Generators.Parsing;

/// <summary>How types and names are written: in generated code, in messages, and for comparison with <see cref="KnownNames"/>.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat s_code = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_known = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private static readonly SymbolDisplayFormat s_message = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>As generated code writes it: <c>global::Shop.Order?</c>.</summary>
    public static string InCode(this ITypeSymbol type) => type.ToDisplayString(s_code);

    /// <summary>As generated code writes a type whose values may be null although the declaration does not say so.</summary>
    public static string InCode(this ITypeSymbol type, bool nullable) =>
        (nullable && !type.IsValueType ? type.WithNullableAnnotation(NullableAnnotation.Annotated) : type).InCode();

    /// <summary>As messages write it: <c>Order?</c>.</summary>
    public static string InMessage(this ITypeSymbol type) => type.ToDisplayString(s_message);

    /// <summary>Whether it is, or is made from, the type of that name.</summary>
    public static bool Is(this ITypeSymbol? type, string knownName) =>
        type is INamedTypeSymbol && type.OriginalDefinition.ToDisplayString(s_known) == knownName;

    /// <summary>The attribute of that name, or null.</summary>
    public static AttributeData? Attribute(this ISymbol symbol, string knownName)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass.Is(knownName))
                return attribute;
        }
        return null;
    }

    /// <summary>Whether code of a type can read a field, or get a property: its getter may be less accessible than it is.</summary>
    public static bool CanRead(this Compilation compilation, ISymbol member, INamedTypeSymbol within) =>
        compilation.IsSymbolAccessibleWithin(member, within)
        && (member is not IPropertySymbol property || (property.GetMethod is { } getter && compilation.IsSymbolAccessibleWithin(getter, within)));

    /// <summary>Whether the compiler complains of its use.</summary>
    public static bool IsDiscouraged(this ISymbol member) =>
        member.Attribute(KnownNames.ObsoleteAttribute) is not null || member.Attribute(KnownNames.ExperimentalAttribute) is not null;

    /// <summary>Whether this generator wrote it. An analyzer meets what the generator has added; the parser must not.</summary>
    public static bool IsGenerated(this ISymbol symbol) =>
        symbol.Attribute(KnownNames.GeneratedCodeAttribute) is { ConstructorArguments: [{ Value: KnownNames.Tool }, ..] };

    /// <summary>The name as C# writes it, with an @ where it is a keyword, or may be taken for one.</summary>
    public static string Escaped(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None
        || name is "await" or "extension" or "field" or "file" or "partial" or "record" or "required" or "scoped" or "var" or "where" or "yield"
            ? "@" + name
            : name;

    /// <summary>The accessibility as C# writes it.</summary>
    public static string InCode(this Accessibility accessibility) => SyntaxFacts.GetText(accessibility);
}
