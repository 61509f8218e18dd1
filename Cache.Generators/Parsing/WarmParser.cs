using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Reads the [CacheWarm] attributes of a cached method.</summary>
internal sealed class WarmParser
{
    private readonly IMethodSymbol _method;
    private readonly ContainerModel _container;
    private readonly Compilation _compilation;
    private readonly ProblemList _problems;
    private readonly WarmKey _key;
    private readonly string? _unfilled;

    public WarmParser(IMethodSymbol method, EquatableArray<ParameterModel> parameters, ContainerModel container, Compilation compilation, ProblemList problems)
    {
        _method = method;
        _container = container;
        _compilation = compilation;
        _problems = problems;
        _key = new([.. parameters.Zip(method.Parameters, (model, symbol) => (model, symbol))
            .Where(pair => pair.model.Role == ParameterRole.Key)
            .Select(pair => new WarmParameter(pair.symbol, pair.model.DefaultValue))]);
        _unfilled = parameters.FirstOrDefault(parameter => parameter is { Role: ParameterRole.Ignored, DefaultValue: null })?.Name;
    }

    public WarmModel Parse(Location location)
    {
        var rows = new List<EquatableArray<string>>();
        var sources = new List<WarmSourceModel>();
        foreach (var attribute in _method.GetAttributes().Where(attribute => attribute.AttributeClass.Is(KnownNames.CacheWarmAttribute)))
        {
            var arguments = new AttributeArguments(attribute, location);
            if (Obstacle() is { } obstacle)
                _problems.Add(CacheDiagnostics.WarmUnreachable, arguments.Location, _method.Name, obstacle);
            else if (arguments.Has("Source"))
            {
                if (Source(attribute, arguments) is { } source)
                    sources.Add(source);
            }
            else if (new WarmRowParser(_method, _key, _compilation, _problems).Parse(attribute, arguments) is { } row)
                rows.Add(row);
        }
        return new(rows.ToEquatableArray(), sources.ToEquatableArray());
    }

    private WarmSourceModel? Source(AttributeData attribute, AttributeArguments arguments)
    {
        var name = arguments.Text("Source") ?? "";
        var source = new WarmSourceParser(_method.ContainingType, _key, _compilation).Parse(name, HasRow(attribute), out var objection);
        if (source is null)
            _problems.Add(CacheDiagnostics.WarmSource, arguments.LocationOf("Source"), name, _method.Name, objection, _key.RowInMessage);
        return source;
    }

    private static bool HasRow(AttributeData attribute) => attribute.ConstructorArguments is [{ IsNull: true } or { Values.Length: > 0 }];

    // what is registered is one definition for each declaration, which the registration must be able to name
    private string? Obstacle() => this switch
    {
        _ when _method.IsGenericMethod => "it is generic, and nothing says for which types",
        _ when IsGeneric(_method.ContainingType) => $"its type '{_method.ContainingType.InMessage()}' is generic, and nothing says for which types",
        _ when !_container.IsReachable => $"its type '{_method.ContainingType.InMessage()}' is private, and the registration of the assembly cannot name it",
        _ when _unfilled is not null => $"its parameter '{_unfilled}' is in no key and has no default value",
        _ => null,
    };

    private static bool IsGeneric(INamedTypeSymbol? type) => type is not null && (type.IsGenericType || IsGeneric(type.ContainingType));
}

/// <summary>The key parameters of a method that is warmed.</summary>
internal sealed record WarmKey(IReadOnlyList<WarmParameter> Parameters)
{
    /// <summary>How many arguments there must be: those behind have default values.</summary>
    public int Required => Parameters.Count - Parameters.Reverse().TakeWhile(parameter => parameter.DefaultValue is not null).Count();

    /// <summary>What a source yields, as messages write it.</summary>
    public string RowInMessage => Parameters.Count == 1 ? Parameters[0].Symbol.Type.InMessage() : $"({InMessage})";

    public string InMessage => string.Join(", ", Parameters.Select(parameter => $"{parameter.Symbol.Type.InMessage()} {parameter.Symbol.Name}"));

    /// <summary>Arguments for all parameters, where the first are given.</summary>
    public EquatableArray<string> Filled(IEnumerable<string> given)
    {
        var first = given.ToList();
        return first.Concat(Parameters.Skip(first.Count).Select(parameter => parameter.DefaultValue!)).ToEquatableArray();
    }
}

/// <summary>A key parameter.</summary>
/// <param name="Symbol">The parameter.</param>
/// <param name="DefaultValue">Its default as C# writes it, or null.</param>
internal sealed record WarmParameter(IParameterSymbol Symbol, string? DefaultValue);
