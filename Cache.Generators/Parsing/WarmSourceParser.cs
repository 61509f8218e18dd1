using Cache.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cache.Generators.Parsing;

/// <summary>Reads the method that the Source of a [CacheWarm] names.</summary>
internal sealed class WarmSourceParser(INamedTypeSymbol type, WarmKey key, Compilation compilation)
{
    public WarmSourceModel? Parse(string name, bool hasRow, out string objection)
    {
        var methods = type.GetMembers(name).OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary).ToList();
        objection = this switch
        {
            _ when hasRow => "arguments stand beside it, and each [CacheWarm] has one or the other",
            _ when key.Parameters.Count == 0 => "there is no key parameter that it could yield",
            _ when methods.Count == 0 => $"'{type.InMessage()}' has no such method",
            _ => "it takes parameters",
        };
        if (hasRow || key.Parameters.Count == 0 || methods.Find(IsCallable) is not { } method)
            return null;

        objection = $"it returns {method.ReturnType.InMessage()}";
        return Sequence(method.ReturnType, out var rows) is { } row && Arguments(row) is { } arguments
            ? new(TypeNames.Escaped(name), method.IsStatic, method.Parameters.Length == 1, rows?.InCode(), row.InCode(), arguments)
            : null;
    }

    private static bool IsCallable(IMethodSymbol method) =>
        !method.IsGenericMethod && (method.Parameters.IsEmpty || (method.Parameters is [var parameter] && parameter.RefKind == RefKind.None && parameter.Type.Is(KnownNames.CancellationToken)));

    // what the sequence holds, and the sequence where it is in a task
    private static ITypeSymbol? Sequence(ITypeSymbol returned, out ITypeSymbol? rows)
    {
        rows = returned.Is(KnownNames.TaskOf) || returned.Is(KnownNames.ValueTaskOf) ? ((INamedTypeSymbol)returned).TypeArguments[0] : null;
        return rows is not null ? Element(rows, KnownNames.Enumerable) : Element(returned, KnownNames.AsyncEnumerable) ?? Element(returned, KnownNames.Enumerable);
    }

    private static ITypeSymbol? Element(ITypeSymbol sequence, string known) =>
        sequence.AllInterfaces.Prepend(sequence as INamedTypeSymbol).FirstOrDefault(candidate => candidate.Is(known))?.TypeArguments[0];

    private EquatableArray<string>? Arguments(ITypeSymbol row)
    {
        if (key.Required <= 1 && Converts(row, key.Parameters[0]))
            return key.Filled(["row"]);
        if (row is not INamedTypeSymbol { IsTupleType: true, TupleElements: var elements } || elements.Length < key.Required || elements.Length > key.Parameters.Count)
            return null;
        return elements.Zip(key.Parameters, (element, parameter) => Converts(element.Type, parameter)).All(static converts => converts)
            ? key.Filled(elements.Select((_, index) => $"row.Item{index + 1}"))
            : null;
    }

    private bool Converts(ITypeSymbol given, WarmParameter parameter) =>
        compilation.ClassifyConversion(given, parameter.Symbol.Type).IsImplicit
        && (given.NullableAnnotation != NullableAnnotation.Annotated || parameter.Symbol.Type.NullableAnnotation != NullableAnnotation.NotAnnotated);
}
