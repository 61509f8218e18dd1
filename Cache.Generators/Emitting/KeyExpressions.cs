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

    /// <summary>The field for a value. The expression is evaluated more than once: a variable or a member of one.</summary>
    public static string ToField(KeyShape shape, string value, int depth = 0) => shape.Kind switch
    {
        KeyShapeKind.Raw => value,
        KeyShapeKind.Part => $"new {FieldType(shape)}({value})",
        KeyShapeKind.List => ToList(shape, value, depth),
        _ => ToMembers(shape, value, depth),
    };

    /// <summary>The field as it is kept: with its lists copied. Null where it is kept as it is.</summary>
    public static string? ToKept(KeyShape shape, string field, int depth = 0)
    {
        if (shape.Kind == KeyShapeKind.List)
        {
            return ToKept(shape.Element!, "element", depth + 1) is { } element && shape.Element!.Kind == KeyShapeKind.Members
                ? $"{field}.Keep(static element => {element})"
                : $"{field}.Keep()";
        }
        if (shape.Kind != KeyShapeKind.Members || !shape.Members.Any(member => ToKept(member.Shape, "") is not null))
            return null;

        var name = shape.IsNullable ? "kept" + depth : field;
        var members = Tuple(shape, shape.Members.Select(member => ToKept(member.Shape, $"{name}.{member.ElementName}", depth + 1) ?? $"{name}.{member.ElementName}"));
        return shape.IsNullable ? $"({field} is {{ }} {name} ? {members} : null)" : members;
    }

    /// <summary>The value that a field was made from, where it says all of it.</summary>
    public static string FromField(KeyShape shape, string field) => shape.Kind == KeyShapeKind.Part ? field + ".Value" : field;

    private static bool IsConverted(KeyShape element) => element.Kind is KeyShapeKind.Members or KeyShapeKind.List;

    // elements that KeyList compares by their text are held as they are
    private static string ElementType(KeyShape element) => IsConverted(element) ? FieldType(element) : element.Type;

    private static string ToList(KeyShape shape, string value, int depth)
    {
        var element = shape.Element!;
        var of = shape.IsInterfaceList ? "OfList" : "Of";
        var list = shape is { IsImmutableArray: true, IsNullable: true } ? value + ".GetValueOrDefault()" : value;
        if (!IsConverted(element))
            return $"{Library.KeyList}.{of}<{ElementType(element)}>({list})";
        var name = "element" + (depth == 0 ? "" : depth.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return $"{Library.KeyList}.{of}<{element.Type}, {ElementType(element)}>({list}, static {name} => {ToField(element, name, depth + 1)})";
    }

    private static string ToMembers(KeyShape shape, string value, int depth)
    {
        var name = shape.IsNullable ? "value" + depth : value;
        var given = shape.MustBeExact ? $"{Library.Services}.KeyObject.Exact({value})" : value;
        var first = shape is { MustBeExact: true, IsNullable: false } ? given : name;
        var members = Tuple(shape, shape.Members.Select((member, index) => ToField(member.Shape, $"{(index == 0 ? first : name)}.{member.Name}", depth + 1)));
        return shape.IsNullable ? $"({given} is {{ }} {name} ? {members} : null)" : members;
    }

    // C# has no literal for a tuple of one
    private static string Tuple(KeyShape shape, IEnumerable<string> members) =>
        shape.Members.Count == 1 ? $"new {MembersType(shape)}({members.Single()})" : $"({Text.Joined(members)})";

    private static string MembersType(KeyShape shape) => shape.Members.Count == 1
        ? $"global::System.ValueTuple<{FieldType(shape.Members[0].Shape)}>"
        : $"({Text.Joined(shape.Members.Select(member => Element(member)))})";

    private static string Element(KeyMember member)
    {
        var isPlain = member.ElementName.StartsWith("Item", StringComparison.Ordinal);
        return isPlain ? FieldType(member.Shape) : $"{FieldType(member.Shape)} {member.ElementName}";
    }
}
