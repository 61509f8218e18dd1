using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Reads a method marked [CacheInvalidate] or [CachePut], with all it does. Code is made of its model; its problems are reported.</summary>
internal static class WriteMethodParser
{
    public static Parsed<WriteMethodModel> Parse(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var location = Declarations.Identifier(method, cancellationToken);
        var attributes = Attributes(method);

        // told of where that attribute is read
        problems.Silent |= method.Attribute(KnownNames.CacheManyAttribute) is not null;
        Declarations.Check(method, location, problems, cancellationToken);
        var container = ContainerParser.Parse(method, location, problems, cancellationToken);
        var source = new CacheSourceParser(method.ContainingType, compilation, cancellationToken).Parse(location, problems);
        var (kind, result) = ResultParser.Write(method, problems, cancellationToken);
        var parameters = new ParameterParser(method, compilation, problems, cancellationToken).Written();
        var core = problems.Silent ? null : Core(method, attributes, location, compilation, problems);

        var effects = new List<WriteEffectModel>();
        foreach (var attribute in attributes)
        {
            var parser = new WriteEffectParser(method, attribute, result, compilation, problems, cancellationToken);
            if (parser.Parse(location) is { } effect)
                effects.Add(effect);
        }

        return problems.Result(() => new WriteMethodModel(
            container,
            source!,
            Declarations.Method(method, kind, result?.InCode(), parameters, core!, cancellationToken),
            effects.ToEquatableArray()));
    }

    private static List<AttributeData> Attributes(IMethodSymbol method) =>
        [.. method.GetAttributes().Where(attribute => attribute.AttributeClass.Is(KnownNames.CacheInvalidateAttribute) || attribute.AttributeClass.Is(KnownNames.CachePutAttribute))];

    private static CoreModel? Core(IMethodSymbol method, List<AttributeData> attributes, Location location, Compilation compilation, ProblemList problems)
    {
        var named = attributes.Select(attribute => new AttributeArguments(attribute, location)).FirstOrDefault(arguments => arguments.Has("Source"));
        return new CoreMethodParser(method, allowsContext: false, compilation).Parse(named?.Text("Source"), named?.LocationOf("Source") ?? location, problems);
    }
}
