using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.Generators.Parsing;

/// <summary>Reads the parameters of a cached or writing method.</summary>
internal sealed class ParameterParser(IMethodSymbol method, Compilation compilation, ProblemList problems, CancellationToken cancellationToken)
{
    private readonly Func<string, string> _docs = DocComments.ParametersOf(method, cancellationToken);

    /// <summary>The parameters of a cached method, each with its place in the key.</summary>
    public EquatableArray<ParameterModel> Cached()
    {
        var shapes = new KeyShapeParser(method.ContainingType, compilation);
        var parsed = method.Parameters.Select(parameter => Cached(parameter, shapes)).ToEquatableArray();
        if (!problems.Any && parsed.Any(parameter => parameter.Role == ParameterRole.Ignored) && parsed.All(parameter => parameter.Role != ParameterRole.Key))
            problems.Add(CacheDiagnostics.AllParametersIgnored, Declarations.Identifier(method, cancellationToken), method.Name);
        return parsed;
    }

    /// <summary>The parameters of a writing method.</summary>
    public EquatableArray<ParameterModel> Written() => method.Parameters.Select(parameter =>
    {
        _ = IsPassable(parameter);
        return Model(parameter, parameter.Type.Is(KnownNames.CancellationToken) ? ParameterRole.Token : ParameterRole.Ignored, null);
    }).ToEquatableArray();

    private ParameterModel Cached(IParameterSymbol parameter, KeyShapeParser shapes)
    {
        if (!IsPassable(parameter))
            return Model(parameter, ParameterRole.Ignored, null);
        if (parameter.Type.Is(KnownNames.CancellationToken))
            return Model(parameter, ParameterRole.Token, null);
        if (parameter.Type.Is(KnownNames.CacheContext))
            problems.Add(CacheDiagnostics.ContextParameter, Place(parameter), method.Name, $"'{method.Name}' itself has none");
        else if (parameter.Attribute(KnownNames.CacheKeyIgnoreAttribute) is null)
        {
            var shape = shapes.Parse(parameter.Type, parameter.Attribute(KnownNames.CacheKeyAttribute) is not null, out var reason);
            if (shape is null)
                problems.Add(CacheDiagnostics.UnstableKeyType, Place(parameter), parameter.Name, parameter.Type.InMessage(), reason);
            return Model(parameter, ParameterRole.Key, shape);
        }
        return Model(parameter, ParameterRole.Ignored, null);
    }

    private bool IsPassable(IParameterSymbol parameter)
    {
        if (parameter.Type.TypeKind == TypeKind.Error)
        {
            problems.Silent = true;
            return false;
        }
        var objection = parameter switch
        {
            { RefKind: RefKind.Ref or RefKind.RefReadOnlyParameter } => "a ref parameter",
            { RefKind: RefKind.Out } => "an out parameter",
            { Type: IPointerTypeSymbol or IFunctionPointerTypeSymbol } => "a pointer",
            { Type.IsRefLikeType: true } or { Type: ITypeParameterSymbol { AllowsRefLikeType: true } } => "a ref struct",
            _ => null,
        };
        if (objection is not null)
            problems.Add(CacheDiagnostics.ParameterKind, Place(parameter), parameter.Name, method.Name, objection);
        return objection is null;
    }

    private ParameterModel Model(IParameterSymbol parameter, ParameterRole role, KeyShape? shape) => new(
        parameter.Name,
        TypeNames.Escaped(parameter.Name),
        parameter.Type.InCode(),
        parameter.RefKind == RefKind.In ? (parameter.ScopedKind == ScopedKind.ScopedRef ? "scoped in " : "in ") : parameter.IsParams ? "params " : "",
        DefaultValues.Of(parameter),
        role,
        shape,
        _docs(parameter.Name));

    private Location Place(IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is ParameterSyntax { Type: { } type }
            ? type.GetLocation()
            : Declarations.Identifier(method, cancellationToken);
}
