using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Reads a method marked [CacheMany]. Code is made of its model; its problems are reported.</summary>
internal static class ManyMethodParser
{
    public static Parsed<ManyMethodModel> Parse(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var location = Declarations.Identifier(method, cancellationToken);
        var attribute = new AttributeArguments(method.Attribute(KnownNames.CacheManyAttribute)!, location);

        Declarations.Check(method, location, problems, cancellationToken);
        CheckAlone(method, location, problems);
        if (attribute.Has("BatchSize") && attribute.Number("BatchSize") <= 0)
            problems.Add(CacheDiagnostics.ManyBatchSize, attribute.LocationOf("BatchSize"), attribute.Number("BatchSize").ToString(System.Globalization.CultureInfo.InvariantCulture));
        var container = ContainerParser.Parse(method, location, problems, cancellationToken);
        var source = new CacheSourceParser(method.ContainingType, compilation, cancellationToken).Parse(location, problems);
        var parameters = new ParameterParser(method, compilation, problems, cancellationToken).Written();
        problems.Silent |= method.ReturnType.TypeKind == TypeKind.Error;
        var shape = problems.Silent ? null : Shape(method, attribute, location, compilation, problems, cancellationToken);
        var core = shape is null ? null : Core(method, attribute, shape.List, location, compilation, problems);

        return problems.Result(() => new ManyMethodModel(
            container,
            source!,
            Declarations.Method(method, shape!.Kind, null, parameters, core!, cancellationToken),
            shape.Target,
            new NameParser(method, location, problems).ForMany(method),
            shape.List.List.Name,
            shape.List.Item.Name,
            shape.List.Item.Type.InCode(),
            attribute.Number("BatchSize"),
            shape.AbsentIsNull,
            shape.DiffersInNullability,
            container.DisplayName + "." + method.Name));
    }

    // what it has to do with the cached method; null where there is a problem
    private static ManyShape? Shape(
        IMethodSymbol method, AttributeArguments attribute, Location location, Compilation compilation, ProblemList problems, CancellationToken cancellationToken)
    {
        if (Target(method, attribute, problems) is not { } target)
            return null;
        if (CachedMethodParser.Parse(target, compilation, cancellationToken).Model is not { } model)
        {
            // which has been told of there
            problems.Silent = true;
            return null;
        }
        return Match(method, attribute, target, model, location, problems) is { } list ? Result(method, target, model, list, problems, cancellationToken) : null;
    }

    private static void CheckAlone(IMethodSymbol method, Location location, ProblemList problems)
    {
        foreach (var (name, shown) in new[]
        {
            (KnownNames.CacheAttribute, "[Cache]"), (KnownNames.CacheInvalidateAttribute, "[CacheInvalidate]"), (KnownNames.CachePutAttribute, "[CachePut]"),
        })
        {
            if (method.Attribute(name) is not null)
                problems.Add(CacheDiagnostics.ManyAndOther, location, method.Name, shown);
        }
    }

    private static IMethodSymbol? Target(IMethodSymbol method, AttributeArguments attribute, ProblemList problems)
    {
        var (name, cache) = (attribute.ConstructorText, attribute.Text("Cache"));
        var found = CachedTargets.Named(method.ContainingType, name, cache);
        if (found.Count == 1)
            return found[0];

        var location = cache is not null && name is null ? attribute.LocationOf("Cache") : attribute.ConstructorLocation;
        if (found.Count == 0)
            problems.Add(CacheDiagnostics.ManyTargetMissing, location, name ?? cache ?? "nothing", method.ContainingType.InMessage());
        else
            problems.Add(CacheDiagnostics.ManyTargetAmbiguous, location, name ?? cache!, CachedTargets.CacheName(found[0]));
        return null;
    }

    private static ManyList? Match(IMethodSymbol method, AttributeArguments attribute, IMethodSymbol target, CachedMethodModel model, Location location, ProblemList problems)
    {
        var objection = target.Arity + method.Arity > 0 ? "it is generic"
            : model.Method.Kind == ResultKind.Value ? "it is synchronous"
            : model.Key.IsEmpty ? "it has no key parameter"
            : null;
        if (objection is not null)
        {
            problems.Add(CacheDiagnostics.ManyTarget, attribute.ConstructorLocation, target.Arity + method.Arity > 0 && target.Arity == 0 ? method.Name : target.Name, objection);
            return null;
        }
        var parser = new ManyParameterParser(method, target, model);
        var list = parser.Match(out var reason);
        if (list is null)
            problems.Add(CacheDiagnostics.ManyParameters, location, method.Name, target.Name, reason, parser.Expected);
        return list;
    }

    private static ManyShape? Result(
        IMethodSymbol method, IMethodSymbol target, CachedMethodModel model, ManyList list, ProblemList problems, CancellationToken cancellationToken)
    {
        var cached = ResultParser.Split(target.ReturnType).Result!;
        var item = list.Item.Type;
        var (kind, result) = ResultParser.Split(method.ReturnType);
        if (kind != ResultKind.Value && result is INamedTypeSymbol { TypeArguments: [var key, var value] } && result.Is(KnownNames.ReadOnlyDictionary)
            && TypeEquality.SameType(key, item) && TypeEquality.NullabilityFits(key, item)
            && TypeEquality.SameType(value, cached) && TypeEquality.NullabilityFits(value.WithNullableAnnotation(cached.NullableAnnotation), cached))
            return new(model, list, kind, MayBeNull(cached), DiffersInNullability: value.InCode() != cached.InCode());

        problems.Add(CacheDiagnostics.ManyResult, ResultParser.Place(method, cancellationToken), method.Name, method.ReturnType.InMessage(), target.Name, item.InMessage(), cached.InMessage());
        return null;
    }

    // what was declared without nullability may be null
    private static bool MayBeNull(ITypeSymbol type) =>
        type.IsValueType ? type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T : type.NullableAnnotation != NullableAnnotation.NotAnnotated;

    private static CoreModel? Core(IMethodSymbol method, AttributeArguments attribute, ManyList list, Location location, Compilation compilation, ProblemList problems)
    {
        var taken = compilation.GetSpecialType(SpecialType.System_Collections_Generic_IReadOnlyList_T).Construct([list.Item.Type], [list.Item.Type.NullableAnnotation]);
        return new CoreMethodParser(method, allowsContext: false, compilation) { List = (list.List, taken) }
            .Parse(attribute.Text("Source"), attribute.Has("Source") ? attribute.LocationOf("Source") : location, problems);
    }
}

/// <summary>The list parameter of a method over many keys.</summary>
/// <param name="List">It.</param>
/// <param name="Item">The parameter of the cached method that its elements are for.</param>
internal sealed record ManyList(IParameterSymbol List, IParameterSymbol Item);

/// <summary>What a method over many keys has to do with the cached method.</summary>
internal sealed record ManyShape(CachedMethodModel Target, ManyList List, ResultKind Kind, bool AbsentIsNull, bool DiffersInNullability);
