using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Compares the parameters of a method over many keys with those of the cached method: the same by name and type, but for one that is a list.</summary>
internal sealed class ManyParameterParser
{
    private static readonly string[] s_lists =
    [
        "System.Collections.Generic.IReadOnlyList<T>", "System.Collections.Generic.IReadOnlyCollection<T>", "System.Collections.Generic.IEnumerable<T>",
        "System.Collections.Generic.IList<T>", "System.Collections.Generic.ICollection<T>", "System.Collections.Generic.List<T>",
        "System.Collections.Generic.HashSet<T>", "System.Collections.Immutable.ImmutableArray<T>",
    ];

    private readonly CachedMethodModel _model;
    private readonly List<IParameterSymbol> _wanted;
    private readonly List<IParameterSymbol> _missing;
    private readonly List<IParameterSymbol> _left;

    public ManyParameterParser(IMethodSymbol method, IMethodSymbol target, CachedMethodModel model)
    {
        _model = model;
        _wanted = WithoutToken(target);
        var own = WithoutToken(method);
        _missing = [.. _wanted.Where(parameter => !own.Exists(candidate => IsSame(candidate, parameter)))];
        _left = [.. own.Where(parameter => !_wanted.Exists(wanted => IsSame(parameter, wanted)))];
    }

    /// <summary>The parameters as they are to be.</summary>
    public string Expected
    {
        get
        {
            var listed = _missing.Find(parameter => IsOfKey(parameter) && _left.Exists(list => IsListOf(list, parameter))) ?? _missing.Find(IsOfKey) ?? _wanted.Last(IsOfKey);
            return string.Join(", ", _wanted.Select(parameter => SymbolEqualityComparer.Default.Equals(parameter, listed)
                ? $"IReadOnlyList<{parameter.Type.InMessage()}> {parameter.Name}s"
                : $"{parameter.Type.InMessage()} {parameter.Name}"));
        }
    }

    /// <summary>The list, or null where there is a reason against it.</summary>
    public ManyList? Match(out string reason)
    {
        reason = Objection() ?? "";
        return reason.Length == 0 ? new(_left[0], _missing[0]) : null;
    }

    private string? Objection()
    {
        var lists = _left.Where(parameter => ElementOf(parameter.Type) is not null).ToList();
        if (lists.Count == 0)
            return "none of its parameters is a list";
        if (_missing.FirstOrDefault(parameter => _left.Count < _missing.Count && !lists.Exists(list => IsListOf(list, parameter))) is { } missing)
            return $"it has no parameter '{missing.Name}' of type {missing.Type.InMessage()}";
        if (_left.Count > 1)
            return $"'{(_left.Find(parameter => !lists.Contains(parameter)) ?? _left[1]).Name}' is no parameter of '{_model.Method.Name}'";
        if (_missing.Count != 1 || !IsListOf(lists[0], _missing[0]))
            return $"'{lists[0].Name}' is no list of one of its parameters";
        return Objection(_missing[0]);
    }

    private string? Objection(IParameterSymbol item) =>
        !IsOfKey(item) ? $"'{item.Name}' does not belong to the key"
        : _model.Key.Parameters.First(parameter => parameter.Name == item.Name).Shape is { Kind: KeyShapeKind.List } ? $"'{item.Name}' is a list itself"
        : item.Type.NullableAnnotation == NullableAnnotation.Annotated ? $"'{item.Name}' may be null, and a dictionary has no such key"
        : null;

    private bool IsOfKey(IParameterSymbol parameter) => _model.Key.Parameters.Any(known => known.Name == parameter.Name && known.Role == ParameterRole.Key);

    private static bool IsListOf(IParameterSymbol list, IParameterSymbol item) =>
        ElementOf(list.Type) is { } element && TypeEquality.SameType(element, item.Type) && TypeEquality.NullabilityFits(element, item.Type);

    private static bool IsSame(IParameterSymbol own, IParameterSymbol wanted) =>
        own.Name == wanted.Name && TypeEquality.SameType(own.Type, wanted.Type) && TypeEquality.NullabilityFits(own.Type, wanted.Type);

    private static ITypeSymbol? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [var element] } when s_lists.Any(type.Is) => element,
        _ => null,
    };

    private static List<IParameterSymbol> WithoutToken(IMethodSymbol method) => [.. method.Parameters.Where(parameter => !parameter.Type.Is(KnownNames.CancellationToken))];
}
