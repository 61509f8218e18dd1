using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Finds out how values of a type are held in a key, or why they cannot be.</summary>
/// <param name="within">The type that declares the cached member: members of key types must be accessible to it.</param>
/// <param name="compilation">The compilation.</param>
internal sealed class KeyShapeParser(INamedTypeSymbol within, Compilation compilation)
{
    // the types that are being looked into, so that one that holds itself is found out
    private readonly Stack<ITypeSymbol> _path = new();

    /// <summary>Gives the shape of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isMarked">Whether the parameter bears [CacheKey].</param>
    /// <param name="reason">Why there is none: the rest of "it cannot be part of a key:".</param>
    /// <returns>The shape, or null.</returns>
    public KeyShape? Parse(ITypeSymbol type, bool isMarked, out string reason)
    {
        reason = "";
        var value = UnderNullable(type);
        var isNullable = !SymbolEqualityComparer.Default.Equals(value, type) || MayBeNull(type);
        KeyShape Shape(KeyShapeKind kind) =>
            new(kind, type.InCode(), type.InCode(isNullable), value.WithNullableAnnotation(NullableAnnotation.NotAnnotated).InCode(), isNullable, value.IsValueType);

        if (KeyTypes.IsRaw(value))
            return Shape(KeyShapeKind.Raw);
        if (KeyTypes.IsPart(value))
            return Shape(KeyShapeKind.Part);
        if (value is ITypeParameterSymbol parameter)
            return KeyTypes.IsSupported(parameter) ? Shape(KeyShapeKind.Part) : Fail(KeyTypes.TypeParameterReason, out reason);
        if (isMarked || value.Attribute(KnownNames.CacheKeyAttribute) is not null)
            return KeyTypes.IsSpanFormattable(value) ? Shape(KeyShapeKind.Raw) with { IsMarked = true } : Fail("it is marked [CacheKey] as a whole, but is not ISpanFormattable", out reason);
        if (value is INamedTypeSymbol { IsTupleType: true } tuple)
            return Members(Shape(KeyShapeKind.Members), tuple, [.. tuple.TupleElements], out reason);
        if (KeyTypes.ElementOf(value) is { } element)
            return List(Shape(KeyShapeKind.List), value, element, out reason);
        if (value is INamedTypeSymbol named && KeyTypes.MembersOf(named) is { Count: > 0 } members)
            return Members(Shape(KeyShapeKind.Members) with { MustBeExact = KeyTypes.MustBeExact(named) }, named, members, out reason);
        return Fail(KeyTypes.ReasonAgainst(value), out reason);
    }

    /// <summary>The type under a <c>Nullable&lt;T&gt;</c>, or the type itself.</summary>
    public static ITypeSymbol UnderNullable(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    // a reference that the user has not declared non-null may be null, whatever the compiler says of it
    private static bool MayBeNull(ITypeSymbol type) => type switch
    {
        { IsValueType: true } => false,
        ITypeParameterSymbol parameter when type.NullableAnnotation != NullableAnnotation.Annotated =>
            !(parameter.HasNotNullConstraint || parameter.ConstraintTypes.Any(constraint => constraint.NullableAnnotation == NullableAnnotation.NotAnnotated)),
        _ => type.NullableAnnotation != NullableAnnotation.NotAnnotated,
    };

    private KeyShape? List(KeyShape list, ITypeSymbol type, ITypeSymbol elementType, out string reason)
    {
        var element = Parse(elementType, isMarked: false, out reason);
        if (element is not null)
        {
            return list with
            {
                Element = element,
                IsImmutableArray = type.IsValueType,
                IsInterfaceList = type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IList_T,
            };
        }
        reason = $"its elements, of type {elementType.InMessage()}, cannot be: {reason}";
        return null;
    }

    private KeyShape? Members(KeyShape shape, INamedTypeSymbol type, IReadOnlyList<ISymbol> members, out string reason)
    {
        if (_path.Contains(type, SymbolEqualityComparer.Default))
            return Fail($"{type.InMessage()} holds itself", out reason);
        if (type.IsAbstract && shape.MustBeExact)
            return Fail($"{type.InMessage()} is abstract, and what derives from it may hold more", out reason);

        _path.Push(type);
        var parsed = new List<KeyMember>();
        try
        {
            foreach (var member in members)
            {
                if (Member(member, parsed.Count, members.Count, out reason) is not { } keyMember)
                    return null;
                parsed.Add(keyMember);
            }
        }
        finally
        {
            _path.Pop();
        }
        reason = "";
        var isRaw = type.IsTupleType && parsed.All(member => member.Shape.Kind == KeyShapeKind.Raw);
        return shape with
        {
            Kind = isRaw ? KeyShapeKind.Raw : KeyShapeKind.Members,
            IsTuple = type.IsTupleType,
            Members = parsed.ToEquatableArray(),
            IsMarked = parsed.Any(member => member.Shape.IsMarked),
        };
    }

    private KeyMember? Member(ISymbol member, int position, int count, out string reason)
    {
        if (!compilation.CanRead(member, within))
        {
            reason = $"its member {member.Name} cannot be read from {within.Name}";
            return null;
        }
        var type = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
        if (Parse(type, isMarked: false, out reason) is { } shape)
            return new(TypeNames.Escaped(member.Name), KeyTypes.TupleElementName(member.Name, position, count), shape);
        reason = $"its member {member.Name}, of type {type.InMessage()}, cannot be: {reason}";
        return null;
    }

    private static KeyShape? Fail(string why, out string reason)
    {
        reason = why;
        return null;
    }
}
