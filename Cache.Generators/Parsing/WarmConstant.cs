using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cache.Generators.Parsing;

/// <summary>A constant of an attribute as an argument of a parameter.</summary>
internal static class WarmConstant
{
    /// <summary>The constant as C# writes it where the type is expected; null where C# does not convert it.</summary>
    /// <param name="constant">The constant; null is the literal.</param>
    /// <param name="type">The type of the parameter.</param>
    /// <param name="compilation">Knows the conversions.</param>
    public static string? InCode(TypedConstant? constant, ITypeSymbol type, Compilation compilation)
    {
        if (constant is not { IsNull: false } value)
            return MayBeNull(type) ? "null" : null;
        return value.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum or TypedConstantKind.Array && Converts(value, type, compilation) ? Literal(value) : null;
    }

    public static string InMessage(TypedConstant? constant) => constant is { IsNull: false } value ? value.ToCSharpString() : "null";

    private static bool MayBeNull(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || (type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated);

    private static bool Converts(TypedConstant constant, ITypeSymbol type, Compilation compilation) =>
        compilation.ClassifyConversion(constant.Type!, type).IsImplicit || (constant.Value is int number && Fits(number, Underlying(type).SpecialType));

    private static ITypeSymbol Underlying(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    // an int constant converts to a smaller type that holds it
    private static bool Fits(int number, SpecialType type) => type switch
    {
        SpecialType.System_SByte => number is >= sbyte.MinValue and <= sbyte.MaxValue,
        SpecialType.System_Byte => number is >= byte.MinValue and <= byte.MaxValue,
        SpecialType.System_Int16 => number is >= short.MinValue and <= short.MaxValue,
        SpecialType.System_UInt16 => number is >= ushort.MinValue and <= ushort.MaxValue,
        SpecialType.System_UInt32 or SpecialType.System_UInt64 => number >= 0,
        _ => false,
    };

    private static string Literal(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Enum => $"({constant.Type!.InCode()})({DefaultValues.Literal(constant.Value!)})",
        TypedConstantKind.Array => $"new {constant.Type!.InCode()} {{ {string.Join(", ", constant.Values.Select(element => element.IsNull ? "null" : Literal(element)))} }}",
        _ => DefaultValues.Literal(constant.Value!),
    };
}
