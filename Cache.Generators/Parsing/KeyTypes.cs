using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Which types may be part of a key, and by what.</summary>
internal static class KeyTypes
{
    public const string TypeParameterReason =
        "it is a type parameter that may stand for anything. Constrain it to ISpanFormattable, to struct and Enum, or to a type that can be part of a key";

    /// <summary>Whether the type's own equality is that of its text.</summary>
    public static bool IsRaw(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || type.SpecialType switch
    {
        SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_String => true,
        SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16 => true,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64 => true,
        SpecialType.System_IntPtr or SpecialType.System_UIntPtr => true,
        _ => IsOfSystem(type, "Guid", "DateOnly", "TimeOnly", "TimeSpan", "Version", "Int128", "UInt128"),
    };

    /// <summary>Whether the text tells more, or less, than the type's own equality.</summary>
    public static bool IsPart(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_DateTime or SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal => true,
        _ => IsOfSystem(type, "DateTimeOffset", "Half", "Uri"),
    };

    /// <summary>Whether a type parameter stands only for types that may be part of a key, or are checked at first use.</summary>
    public static bool IsSupported(ITypeParameterSymbol parameter) =>
        !parameter.AllowsRefLikeType && parameter.ConstraintTypes.Any(constraint =>
            constraint is ITypeParameterSymbol other ? IsSupported(other)
            : constraint.SpecialType == SpecialType.System_Enum || IsSpanFormattable(constraint) || IsRaw(constraint) || IsPart(constraint));

    public static bool IsSpanFormattable(ITypeSymbol type) =>
        type.Is(KnownNames.SpanFormattable) || type.AllInterfaces.Any(implemented => implemented.Is(KnownNames.SpanFormattable));

    /// <summary>The element of a sequence whose order is part of it, or null.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { TypeArguments.Length: 1 } named when IsList(named) => named.TypeArguments[0],
        _ => null,
    };

    /// <summary>The members that make up an object's key: those marked [CacheKey], or all that a record shows. Tuples are not asked.</summary>
    public static IReadOnlyList<ISymbol> MembersOf(INamedTypeSymbol type)
    {
        var all = BaseFirst(type).SelectMany(declaring => declaring.GetMembers()).Where(IsReadable).Where(member => !Bears(member, KnownNames.CacheKeyIgnoreAttribute)).ToList();
        var marked = all.Where(member => Bears(member, KnownNames.CacheKeyAttribute)).ToList();
        if (marked.Count > 0 || !type.IsRecord)
            return WithoutHidden(marked);
        return WithoutHidden([.. all.Where(member => member.DeclaredAccessibility == Accessibility.Public)]);
    }

    /// <summary>Whether an object of a derived type would hold more than its members say.</summary>
    public static bool MustBeExact(INamedTypeSymbol type) =>
        type is { IsRecord: true, IsReferenceType: true, IsSealed: false }
        && !MembersOf(type).Any(member => Bears(member, KnownNames.CacheKeyAttribute));

    /// <summary>The name of a tuple's element for a member; tuples of one element have no names.</summary>
    public static string TupleElementName(string member, int position, int count)
    {
        if (count == 1)
            return "Item1";
        var isReserved = IsNumbered(member) || member is "Rest" or "ToString" or "Equals" or "GetHashCode" or "GetType" or "CompareTo" or "Deconstruct" or "MemberwiseClone" or "Finalize" or "ReferenceEquals" or "_";
        return isReserved ? $"Item{position + 1}" : TypeNames.Escaped(member);
    }

    /// <summary>Whether a name is one that the elements of tuples have by their position.</summary>
    public static bool IsNumbered(string element) => element.StartsWith("Item", StringComparison.Ordinal) && int.TryParse(element.Substring(4), out _);

    /// <summary>What is to be said of a type that cannot be part of a key.</summary>
    public static string ReasonAgainst(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Object } or IDynamicTypeSymbol => "its values may be anything",
        IArrayTypeSymbol => "it has more than one dimension",
        INamedTypeSymbol { TypeKind: TypeKind.Delegate } => "a delegate has no text",
        INamedTypeSymbol { IsRecord: true } => "it is a record without a public property",
        _ when IsSequence(type) => "its order or its content may change between two readings. Take an array, a list or an ImmutableArray",
        { TypeKind: TypeKind.Interface } => "an interface does not say what tells two of its objects apart",
        _ => "it has no member marked [CacheKey]",
    };

    // what stands before a positional parameter of a record is the parameter's, and said of its property
    private static bool Bears(ISymbol member, string attribute) =>
        member.Attribute(attribute) is not null
        || (member is IPropertySymbol { ContainingType: { IsRecord: true } record } && record.InstanceConstructors
            .SelectMany(constructor => constructor.Parameters).Any(parameter => parameter.Name == member.Name && parameter.Attribute(attribute) is not null));

    private static bool IsReadable(ISymbol member) => !member.IsStatic && member switch
    {
        IPropertySymbol property => !property.IsIndexer && property.ExplicitInterfaceImplementations.IsEmpty && property.Name != "EqualityContract",
        IFieldSymbol field => !field.IsImplicitlyDeclared,
        _ => false,
    };

    private static Stack<INamedTypeSymbol> BaseFirst(INamedTypeSymbol type)
    {
        var types = new Stack<INamedTypeSymbol>();
        for (var current = type; current is not null && current.SpecialType == SpecialType.None; current = current.BaseType)
            types.Push(current);
        return types;
    }

    // an overriding member stands in the place of the one that it overrides
    private static List<ISymbol> WithoutHidden(List<ISymbol> members) =>
        [.. members.GroupBy(member => member.Name, StringComparer.Ordinal).Select(group => group.Last())];

    private static bool IsList(INamedTypeSymbol type) => type.OriginalDefinition.SpecialType switch
    {
        SpecialType.System_Collections_Generic_IList_T or SpecialType.System_Collections_Generic_IReadOnlyList_T => true,
        _ => type.Is("System.Collections.Generic.List<T>") || type.Is("System.Collections.Immutable.ImmutableArray<T>"),
    };

    private static bool IsSequence(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Collections_IEnumerable
        || type.AllInterfaces.Any(implemented => implemented.SpecialType == SpecialType.System_Collections_IEnumerable);

    private static bool IsOfSystem(ITypeSymbol type, params string[] names) =>
        type is INamedTypeSymbol { ContainingType: null, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } && names.Contains(type.Name);
}
