namespace Cache.Generators.Models;

internal enum KeyShapeKind
{
    /// <summary>A type whose own equality is that of its text.</summary>
    Raw,

    /// <summary>A type that goes through <c>KeyPart&lt;T&gt;</c>, whose equality is that of the text.</summary>
    Part,

    /// <summary>An array or a list, copied when it is kept.</summary>
    List,

    /// <summary>A tuple, or an object of which some members make up the key.</summary>
    Members,
}

/// <summary>How values of a type are held in a key and written as its text.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="DeclaredType">The type as the declaration has it.</param>
/// <param name="Type">The same, with a question mark where values may be null although the declaration does not say so.</param>
/// <param name="NonNullType">The same without the question mark.</param>
/// <param name="IsNullable">Whether a value may be null.</param>
/// <param name="IsValueType">Whether it is a value type, so that a nullable one is a <c>Nullable&lt;T&gt;</c>.</param>
internal sealed record KeyShape(KeyShapeKind Kind, string DeclaredType, string Type, string NonNullType, bool IsNullable, bool IsValueType)
{
    /// <summary>The members of a <see cref="KeyShapeKind.Members"/>, in their order.</summary>
    public EquatableArray<KeyMember> Members { get; init; }

    /// <summary>The element of a <see cref="KeyShapeKind.List"/>.</summary>
    public KeyShape? Element { get; init; }

    /// <summary>Whether the list is an <c>ImmutableArray&lt;T&gt;</c>.</summary>
    public bool IsImmutableArray { get; init; }

    /// <summary>Whether the list is an <c>IList&lt;T&gt;</c>, which need not be an <c>IReadOnlyList&lt;T&gt;</c>.</summary>
    public bool IsInterfaceList { get; init; }

    /// <summary>Whether it is a tuple. One whose elements are all raw is raw itself, but still no key alone.</summary>
    public bool IsTuple { get; init; }

    /// <summary>Whether it is marked [CacheKey] as a whole, or holds what is: such a type need not have operators.</summary>
    public bool IsMarked { get; init; }

    /// <summary>Whether the object may be of a derived type with state that the declared type does not show.</summary>
    public bool MustBeExact { get; init; }

    /// <summary>Whether the field of the key says all of the value, so that the Core method gets it from there.</summary>
    public bool IsRestorable => Kind is KeyShapeKind.Raw or KeyShapeKind.Part;
}

/// <summary>A member of an object that belongs to a key.</summary>
/// <param name="Name">The member as the object has it, escaped: <c>Tenant</c>, <c>Item1</c>.</param>
/// <param name="ElementName">The element of the tuple that holds it; <c>Item1</c> where there is only one.</param>
/// <param name="Shape">How it is held.</param>
internal sealed record KeyMember(string Name, string ElementName, KeyShape Shape);
