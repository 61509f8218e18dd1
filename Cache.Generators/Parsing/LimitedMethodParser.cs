using System.Globalization;
using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Reads a method marked [RateLimit]. Code is made of its model; its problems are reported.</summary>
internal static class LimitedMethodParser
{
    public static readonly TimeSpan ShortestWindow = TimeSpan.FromMilliseconds(10);
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(31);
    private const int LargestLimit = 1_000_000;

    public static Parsed<LimitedMethodModel> Parse(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var location = Declarations.Identifier(method, cancellationToken);
        var data = method.Attribute(KnownNames.RateLimitAttribute)!;
        var attribute = new AttributeArguments(data, location);

        Declarations.Check(method, location, problems, cancellationToken);
        CheckAlone(method, location, problems);
        var container = ContainerParser.Parse(method, location, problems, cancellationToken);
        var source = new CacheSourceParser(method.ContainingType, compilation, cancellationToken) { Contract = KnownNames.RateLimits }.Parse(location, problems);
        var (kind, result) = Result(method, problems, cancellationToken);
        var parameters = new ParameterParser(method, compilation, problems, cancellationToken).Written();
        var limit = Limit(method, data, attribute, problems);
        var window = Window(method, data, attribute, problems);
        var by = By(method, attribute, parameters, compilation, problems);
        var name = Name(method, attribute, container, problems);
        var core = problems.Silent ? null : new CoreMethodParser(method, allowsContext: false, compilation)
            .Parse(attribute.Text("Source"), attribute.Has("Source") ? attribute.LocationOf("Source") : location, problems);

        return problems.Result(() => new LimitedMethodModel(
            container,
            source!,
            Declarations.Method(method, kind, result?.InCode(), parameters, core!, cancellationToken),
            name,
            limit,
            (long)window.TotalMilliseconds,
            by));
    }

    private static void CheckAlone(IMethodSymbol method, Location location, ProblemList problems)
    {
        foreach (var (name, shown) in new[]
        {
            (KnownNames.CacheAttribute, "[Cache]"), (KnownNames.CacheInvalidateAttribute, "[CacheInvalidate]"),
            (KnownNames.CachePutAttribute, "[CachePut]"), (KnownNames.CacheManyAttribute, "[CacheMany]"),
        })
        {
            if (method.Attribute(name) is not null)
                problems.Add(CacheDiagnostics.RateLimitAndOther, location, method.Name, shown);
        }
    }

    private static (ResultKind Kind, ITypeSymbol? Result) Result(IMethodSymbol method, ProblemList problems, CancellationToken cancellationToken)
    {
        var (kind, result) = ResultParser.Split(method.ReturnType);
        if (method.ReturnType.TypeKind == TypeKind.Error)
            problems.Silent = true;
        else if (kind == ResultKind.Value || method.ReturnsByRef || method.ReturnsByRefReadonly)
            problems.Add(CacheDiagnostics.RateLimitResult, ResultParser.Place(method, cancellationToken), method.Name, method.ReturnType.InMessage());
        return (kind, result);
    }

    private static int Limit(IMethodSymbol method, AttributeData data, AttributeArguments attribute, ProblemList problems)
    {
        var limit = data.ConstructorArguments is [{ Value: int number }, ..] ? number : 0;
        if (limit is < 1 or > LargestLimit)
            problems.Add(CacheDiagnostics.RateLimitNumber, attribute.LocationOfConstructorArgument(0), method.Name, limit.ToString(CultureInfo.InvariantCulture));
        return limit;
    }

    private static TimeSpan Window(IMethodSymbol method, AttributeData data, AttributeArguments attribute, ProblemList problems)
    {
        var text = data.ConstructorArguments is [_, { Value: string given }, ..] ? given : "";
        if (!CacheDuration.TryParse(text, out var window) || window < ShortestWindow || window > LongestWindow)
            problems.Add(CacheDiagnostics.RateLimitWindow, attribute.LocationOfConstructorArgument(1), text, method.Name);
        return window;
    }

    private static string Name(IMethodSymbol method, AttributeArguments attribute, ContainerModel container, ProblemList problems)
    {
        var name = attribute.Text("Name");
        if (name is not null && (name.Length == 0 || name.Any(one => one is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_' or '-'))))
            problems.Add(CacheDiagnostics.BadName, attribute.LocationOf("Name"), name);
        return name ?? container.DisplayName + "." + method.Name;
    }

    // each has a text of one segment, as a part of a key has
    private static EquatableArray<ParameterModel> By(
        IMethodSymbol method, AttributeArguments attribute, EquatableArray<ParameterModel> parameters, Compilation compilation, ProblemList problems)
    {
        if (attribute.Text("By") is not { } text)
            return EquatableArray<ParameterModel>.Empty;
        var found = new List<ParameterModel>();
        foreach (var name in text.Split(',').Select(one => one.Trim()))
        {
            var symbol = method.Parameters.FirstOrDefault(parameter => parameter.Name == name);
            var reason = symbol is null ? "there is no such parameter" : symbol.Type.Is(KnownNames.CancellationToken) ? "a token tells nobody apart" : "";
            if (symbol is not null && reason.Length == 0)
            {
                var shape = new KeyShapeParser(method.ContainingType, compilation).Parse(symbol.Type, isMarked: false, out reason);
                if (shape is { Kind: KeyShapeKind.Raw or KeyShapeKind.Part })
                    found.Add(parameters.First(parameter => parameter.Name == name) with { Shape = shape });
                else if (shape is not null)
                    reason = "it is not one value. Name parameters of simple types";
            }
            if (reason.Length > 0)
                problems.Add(CacheDiagnostics.RateLimitBy, attribute.LocationOf("By"), method.Name, name, reason);
        }
        return found.ToEquatableArray();
    }
}
