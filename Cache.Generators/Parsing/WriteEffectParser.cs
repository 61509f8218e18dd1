using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Reads one [CacheInvalidate] or [CachePut]: which cache, and where its arguments come from.</summary>
internal sealed class WriteEffectParser(
    IMethodSymbol method, AttributeData data, ITypeSymbol? result, Compilation compilation, ProblemList problems, CancellationToken cancellationToken)
{
    private readonly bool _isPut = data.AttributeClass.Is(KnownNames.CachePutAttribute);

    /// <returns>The effect, or null where there is a problem, or where the cached method has one of its own.</returns>
    public WriteEffectModel? Parse(Location fallback)
    {
        var attribute = new AttributeArguments(data, fallback);
        if (Target(attribute) is not { } target || Matching(target, attribute) is not { } cached)
            return null;
        if (CachedMethodParser.Parse(target, compilation, cancellationToken).Model is not { } model)
        {
            problems.Silent = true;
            return null;
        }

        var differs = _isPut && !CheckResult(cached, attribute);
        // what the compiler cannot read it has told of; arguments that would be missing without it have not to be told of as well
        var isPartial = !_isPut && (attribute.Number("Match") == 1 || attribute.IsUnreadable("Match"));
        var arguments = new WriteArgumentParser(method, compilation, problems, attribute).Parse(cached, model, isPartial);
        return new(model, _isPut, isPartial, arguments, differs);
    }

    private IMethodSymbol? Target(AttributeArguments attribute)
    {
        var (name, cache) = (attribute.ConstructorText, attribute.Text("Cache"));
        var found = CachedTargets.Named(method.ContainingType, name, cache);
        if (found.Count == 1)
            return found[0];

        var location = cache is not null && name is null ? attribute.LocationOf("Cache") : attribute.ConstructorLocation;
        if (found.Count == 0)
            problems.Add(CacheDiagnostics.WriteTargetMissing, location, name ?? cache ?? "nothing", method.ContainingType.InMessage());
        else
        {
            var suggestion = CachedTargets.CacheName(found[0]);
            problems.Add(new CacheProblem(CacheDiagnostics.WriteTargetAmbiguous, location, [name ?? cache!, suggestion])
            {
                Properties = [(ProblemProperties.SuggestedName, suggestion)],
            });
        }
        return null;
    }

    // the cache of a generic method is one for each list of type arguments; those of the write say which
    private IMethodSymbol? Matching(IMethodSymbol target, AttributeArguments attribute)
    {
        if (target.Arity == 0)
            return target;
        var arguments = target.TypeParameters.Select(parameter => method.TypeParameters.FirstOrDefault(own => own.Name == parameter.Name)).ToList();
        var isSame = arguments.All(argument => argument is not null)
            && TypeParameters.Constraints(target.TypeParameters).All(TypeParameters.Constraints(method.TypeParameters).Contains);
        if (isSame)
            return target.Construct([.. arguments.Select(argument => (ITypeSymbol)argument!)], [.. arguments.Select(_ => NullableAnnotation.None)]);
        problems.Add(CacheDiagnostics.WriteTypeParameters, attribute.ConstructorLocation, target.Name, method.Name);
        return null;
    }

    /// <returns>Whether the result is the cached type, what may be null included.</returns>
    private bool CheckResult(IMethodSymbol cached, AttributeArguments attribute)
    {
        var (_, expected) = ResultParser.Cached(cached, new ProblemList(), cancellationToken);
        if (expected is null)
            return true;
        var isSame = result is not null && TypeEquality.SameType(result, expected);
        if (!isSame || (result!.NullableAnnotation == NullableAnnotation.Annotated && expected.NullableAnnotation == NullableAnnotation.NotAnnotated && result.IsReferenceType))
            problems.Add(CacheDiagnostics.PutResult, attribute.Location, method.Name, result?.InMessage() ?? "nothing", cached.Name, expected.InMessage());
        return result?.InCode() == expected.InCode();
    }
}
