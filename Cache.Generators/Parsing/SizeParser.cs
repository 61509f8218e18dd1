using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Finds out how the bytes of a type's values are counted: strings and collections by themselves, plain objects by their members.</summary>
internal sealed class SizeParser(Compilation compilation, INamedTypeSymbol within)
{
    // beyond the members of members an estimate is as good
    private const int MostDepth = 2;
    private const int Header = 16;

    private readonly List<SizePart> _parts = [];
    private int _fixed;

    /// <summary>How values are counted, or null where their shape is not known: interfaces, object, what is abstract.</summary>
    public static SizeModel? Parse(ITypeSymbol type, Compilation compilation, INamedTypeSymbol within)
    {
        if (type.IsUnmanagedType && type is not ITypeParameterSymbol)
            return new(0, type.InCode(), EquatableArray<SizePart>.Empty, IsPlain: true);
        if (CountedBy(type) is { } isCollection)
            return new(0, null, new([new SizePart("", isCollection)]), IsPlain: true);

        var parser = new SizeParser(compilation, within);
        return parser.AddObject(type, "", 1) ? new(parser._fixed, null, parser._parts.ToEquatableArray(), IsPlain: false) : null;
    }

    private bool AddObject(ITypeSymbol type, string path, int depth)
    {
        if (depth > MostDepth || KeyShapeParser.UnderNullable(type) is not INamedTypeSymbol plain || !IsPlain(plain))
            return false;
        if (plain.IsReferenceType)
            _fixed += Header;
        var access = path + (type.IsValueType && SymbolEqualityComparer.Default.Equals(type, plain) ? "." : "?.");
        return Members(plain).All(member => AddMember(member.Type, access + TypeNames.Escaped(member.Name), depth));
    }

    private bool AddMember(ITypeSymbol type, string path, int depth)
    {
        if (type.IsUnmanagedType && type is not ITypeParameterSymbol)
        {
            _fixed += FieldSize(type);
            return true;
        }
        if (type.IsReferenceType)
            _fixed += 8;
        if (CountedBy(type) is not { } isCollection)
            return AddObject(type, path, depth + 1);
        _parts.Add(new(path, isCollection));
        return true;
    }

    // false: by Count of a read-only collection, as strings and arrays are; true: by that of an ICollection; null: not at all
    private static bool? CountedBy(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_String || type is IArrayTypeSymbol { Rank: 1 })
            return false;
        if (type is not INamedTypeSymbol { IsReferenceType: true } named)
            return null;
        var interfaces = named.AllInterfaces.Concat([named]).Select(implemented => implemented.OriginalDefinition.SpecialType).ToList();
        // two of a kind leave the compiler no choice of T
        if (interfaces.Count(kind => kind == SpecialType.System_Collections_Generic_IReadOnlyCollection_T) == 1)
            return false;
        return interfaces.Count(kind => kind == SpecialType.System_Collections_Generic_ICollection_T) == 1 ? true : null;
    }

    private static bool IsPlain(INamedTypeSymbol type) =>
        type is { IsAbstract: false, TypeKind: TypeKind.Class or TypeKind.Struct, IsRefLikeType: false } && type.SpecialType == SpecialType.None
        && (type.IsRecord || type.IsTupleType || type.Locations.Any(location => location.IsInSource));

    private IEnumerable<(string Name, ITypeSymbol Type)> Members(INamedTypeSymbol type)
    {
        if (type.IsTupleType)
            return type.TupleElements.Select(element => (element.Name, element.Type));
        var declared = new[] { type }.Concat(ContainerParser.Bases(type)).SelectMany(declaring => declaring.GetMembers());
        return declared
            .Where(member => member is { IsStatic: false, DeclaredAccessibility: Accessibility.Public } && compilation.CanRead(member, within) && !member.IsDiscouraged())
            .Select(member => (member.Name, Type: Stored(member)))
            .Where(member => member.Type is not null)
            .GroupBy(member => member.Name, StringComparer.Ordinal)
            .Select(group => (group.Key, group.First().Type!));
    }

    // what is computed holds nothing
    private static ITypeSymbol? Stored(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol { IsIndexer: false, GetMethod: not null } property when property.SetMethod is not null || HasField(property) => property.Type,
        _ => null,
    };

    private static bool HasField(IPropertySymbol property) => property.ContainingType.GetMembers().OfType<IFieldSymbol>()
        .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static int FieldSize(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte => 1,
        SpecialType.System_Char or SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_DateTime => 8,
        SpecialType.System_IntPtr or SpecialType.System_UIntPtr => 8,
        _ when type.TypeKind == TypeKind.Enum => 4,
        _ => 16,
    };
}
