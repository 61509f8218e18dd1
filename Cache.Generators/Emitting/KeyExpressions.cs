using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>How values become fields of a key, and fields become values again.</summary>
internal static class KeyExpressions
{
    /// <summary>The type of the field that holds a value.</summary>
    public static string FieldType(KeyShape shape) => shape.Kind switch
    {
        KeyShapeKind.Raw => shape.Type,
        KeyShapeKind.Part => $"{Library.KeyPart}<{shape.Type}>",
        KeyShapeKind.List => $"{Library.KeyList}<{ElementType(shape.Element!)}>",
        _ => MembersType(shape) + (shape.IsNullable ? "?" : ""),
    };

    /// <summary>Whether a field is made from a value by more than one call, so that it has a method of its own.</summary>
    public static bool HasConversion(KeyShape shape) =>
        shape.Kind == KeyShapeKind.Members || (shape.Kind == KeyShapeKind.List && IsConverted(shape.Element!));

    /// <summary>Whether fields can be compared by ==. Types that are marked as a whole need not have it, and tuples of one have none.</summary>
    public static bool HasOperator(KeyShape shape) => !shape.IsMarked && shape.Members.Count != 1 && shape.Members.All(member => HasOperator(member.Shape));

    /// <summary>The field for a value.</summary>
    /// <param name="shape">How it is held.</param>
    /// <param name="value">The value; evaluated more than once, so a variable or a member of one.</param>
    /// <param name="path">The members on the way to it, after which variables are named.</param>
    public static string ToField(KeyShape shape, string value, string path = "") => shape.Kind switch
    {
        KeyShapeKind.Raw => value,
        KeyShapeKind.Part => $"new {FieldType(shape)}({value})",
        KeyShapeKind.List => ToList(shape, value, path),
        _ => ToMembers(shape, value, path),
    };

    /// <summary>The field as it is kept: with its lists copied. Null where it is kept as it is.</summary>
    public static string? ToKept(KeyShape shape, string field, string path = "")
    {
        if (shape.Kind == KeyShapeKind.List)
        {
            return shape.Element!.Kind == KeyShapeKind.Members && ToKept(shape.Element, "element", path + "Element") is { } element
                ? $"{field}.Keep(static element => {element})"
                : $"{field}.Keep()";
        }
        if (shape.Kind != KeyShapeKind.Members || !shape.Members.Any(member => ToKept(member.Shape, "") is not null))
            return null;

        var name = shape.IsNullable ? "kept" + path : field;
        var members = Tuple(shape, shape.Members.Select(member => Kept(member, name, path)));
        return shape.IsNullable ? $"({field} is {{ }} {name} ? {members} : null)" : members;
    }

    private static string Kept(KeyMember member, string name, string path)
    {
        var field = $"{name}.{member.ElementName}";
        return ToKept(member.Shape, field, path + Plain(member)) ?? field;
    }

    /// <summary>The value that a field was made from, where it says all of it.</summary>
    public static string FromField(KeyShape shape, string field) => shape.Kind == KeyShapeKind.Part ? field + ".Value" : field;

    private static bool IsConverted(KeyShape element) => element.Kind is KeyShapeKind.Members or KeyShapeKind.List;

    // elements that KeyList compares by their text are held as they are
    private static string ElementType(KeyShape element) => IsConverted(element) ? FieldType(element) : element.DeclaredType;

    private static string ToList(KeyShape shape, string value, string path)
    {
        var element = shape.Element!;
        var of = shape.IsInterfaceList ? "OfList" : "Of";
        var list = shape is { IsImmutableArray: true, IsNullable: true } ? value + ".GetValueOrDefault()" : value;
        return IsConverted(element)
            ? $"{Library.KeyList}.{of}<{element.DeclaredType}, {ElementType(element)}>({list}, static element => {ToField(element, "element", path + "Element")})"
            : $"{Library.KeyList}.{of}<{ElementType(element)}>({list})";
    }

    private static string ToMembers(KeyShape shape, string value, string path)
    {
        var name = shape.IsNullable ? "present" + path : value;
        var given = shape.MustBeExact ? $"{Library.Services}.KeyObject.Exact({value})" : value;
        var first = shape is { MustBeExact: true, IsNullable: false } ? given : name;
        var members = Tuple(shape, shape.Members.Select((member, index) => ToField(member.Shape, $"{(index == 0 ? first : name)}.{member.Name}", path + Plain(member))));
        return shape.IsNullable ? $"({given} is {{ }} {name} ? {members} : null)" : members;
    }

    private static string Plain(KeyMember member) => member.Name.TrimStart('@');

    // C# has no literal for a tuple of one
    private static string Tuple(KeyShape shape, IEnumerable<string> members) =>
        shape.Members.Count == 1 ? $"new {MembersType(shape)}({members.Single()})" : $"({Text.Joined(members)})";

    private static string MembersType(KeyShape shape) => shape.Members.Count == 1
        ? $"global::System.ValueTuple<{FieldType(shape.Members[0].Shape)}>"
        : $"({Text.Joined(shape.Members.Select(member => Element(member)))})";

    private static string Element(KeyMember member) =>
        Parsing.KeyTypes.IsNumbered(member.ElementName) ? FieldType(member.Shape) : $"{FieldType(member.Shape)} {member.ElementName}";
}
