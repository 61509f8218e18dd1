using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Finds the method that is the body of a partial method: the parameters of the method, then a CacheContext and a CancellationToken where it wants them.</summary>
/// <param name="method">The partial method.</param>
/// <param name="allowsContext">Whether it is cached, so that there is a context to hand over.</param>
/// <param name="compilation">The compilation.</param>
internal sealed class CoreMethodParser(IMethodSymbol method, bool allowsContext, Compilation compilation)
{
    /// <summary>The list parameter of a method over many keys, and the type that its body takes it as.</summary>
    public (IParameterSymbol Parameter, ITypeSymbol Type)? List { get; init; }

    /// <summary>The name of the body by convention: <c>GetUserCoreAsync</c> for <c>GetUserAsync</c>.</summary>
    public static string NameFor(string method) =>
        method.EndsWith("Async", StringComparison.Ordinal) && method.Length > "Async".Length
            ? method.Substring(0, method.Length - "Async".Length) + "CoreAsync"
            : method + "Core";

    public CoreModel? Parse(string? source, Location location, ProblemList problems)
    {
        var name = source ?? NameFor(method.Name);
        var candidates = Candidates(name);
        foreach (var candidate in candidates)
        {
            if (Match(candidate) is { } arguments)
                return new(TypeNames.Escaped(name) + TypeParameters.List(method.TypeParameters), candidate.IsStatic, arguments);
        }

        if (candidates.FirstOrDefault(HasMisplacedContext) is { } misplaced)
            problems.Add(CacheDiagnostics.ContextParameter, ContextLocation(misplaced, location), method.Name,
                allowsContext ? $"'{name}' has it in another place" : List is null ? "a method that writes has none" : "a method over many keys has none");
        else
            problems.Add(Problem(name, candidates, location));
        return null;
    }

    /// <summary>The declaration that is asked for, without a body.</summary>
    public string Declaration(string name)
    {
        var parameters = method.Parameters.Select(parameter => $"{Modifier(parameter)}{TypeOf(parameter).InMessage()} {TypeNames.Escaped(parameter.Name)}");
        var constraints = string.Concat(TypeParameters.Constraints(method.TypeParameters).Select(clause => " " + clause));
        return $"private {method.ReturnType.InMessage()} {TypeNames.Escaped(name)}{TypeParameters.List(method.TypeParameters)}({string.Join(", ", parameters)}){constraints}";
    }

    private CacheProblem Problem(string name, List<IMethodSymbol> candidates, Location location)
    {
        var declaration = Declaration(name);
        var problem = candidates switch
        {
            [] => new CacheProblem(CacheDiagnostics.CoreMissing, location, [method.Name, name, declaration]),
            [{ Locations: [{ IsInSource: true } place, ..] }] => new(CacheDiagnostics.CoreSignature, place, [name, method.Name, declaration]),
            _ => new(CacheDiagnostics.CoreSignature, location, [name, method.Name, declaration]),
        };
        return problem with
        {
            Properties =
            [
                (ProblemProperties.CoreDeclaration, declaration), (ProblemProperties.CoreName, name),
                (ProblemProperties.CoreList, List?.Parameter.Name), (ProblemProperties.CoreListType, List?.Type.InMessage()),
            ],
        };
    }

    private List<IMethodSymbol> Candidates(string name) =>
    [
        .. new[] { method.ContainingType }.Concat(ContainerParser.Bases(method.ContainingType))
            .SelectMany(type => type.GetMembers(name))
            .OfType<IMethodSymbol>()
            .Where(candidate => candidate.MethodKind == MethodKind.Ordinary && !SymbolEqualityComparer.Default.Equals(candidate, method))
            .Where(candidate => compilation.IsSymbolAccessibleWithin(candidate, method.ContainingType)),
    ];

    private EquatableArray<CoreArgument>? Match(IMethodSymbol candidate)
    {
        if (candidate.Arity != method.Arity || !TypeEquality.SameType(candidate.ReturnType, method.ReturnType)
            || !candidate.TypeParameters.Zip(method.TypeParameters, Allows).All(static allows => allows) || candidate.ReturnsByRef || candidate.ReturnsByRefReadonly || !TypeEquality.NullabilityFits(candidate.ReturnType, method.ReturnType))
            return null;

        var own = new Queue<IParameterSymbol>(method.Parameters.Where(parameter => !IsToken(parameter)));
        var hasToken = method.Parameters.Any(IsToken);
        var arguments = new List<CoreArgument>();
        foreach (var parameter in candidate.Parameters)
        {
            if (parameter.RefKind is not (RefKind.None or RefKind.In))
                return null;
            if (IsToken(parameter) && (allowsContext || hasToken || List is not null) && !arguments.Contains(CoreArgument.Token))
                arguments.Add(CoreArgument.Token);
            else if (IsContext(parameter) && allowsContext && own.Count == 0 && !arguments.Contains(CoreArgument.Context))
                arguments.Add(CoreArgument.Context);
            else if (own.Count > 0 && Takes(parameter, own.Dequeue()))
                arguments.Add(CoreArgument.Parameter);
            else
                return null;
        }
        return own.Count == 0 ? arguments.ToEquatableArray() : null;
    }

    // whether each type that the method may be called with is one for the body
    private bool Allows(ITypeParameterSymbol core, ITypeParameterSymbol own) =>
        (!core.HasValueTypeConstraint || own.IsValueType)
        && (!core.HasReferenceTypeConstraint || own.IsReferenceType)
        && (!core.HasUnmanagedTypeConstraint || own.IsUnmanagedType)
        && (!core.HasConstructorConstraint || own.HasConstructorConstraint || own.IsValueType)
        && core.ConstraintTypes.All(asked => own.ConstraintTypes.Any(given => TypeEquality.SameType(asked, given) || compilation.ClassifyCommonConversion(given, asked).IsImplicit));

    private bool Takes(IParameterSymbol core, IParameterSymbol own) =>
        TypeEquality.SameType(core.Type, TypeOf(own)) && TypeEquality.NullabilityFits(TypeOf(own), core.Type);

    private ITypeSymbol TypeOf(IParameterSymbol own) => IsList(own) ? List!.Value.Type : own.Type;

    private bool IsList(IParameterSymbol own) => SymbolEqualityComparer.Default.Equals(own, List?.Parameter);

    private bool HasMisplacedContext(IMethodSymbol candidate) => candidate.Parameters.Any(IsContext)
        && (!allowsContext || candidate.Parameters.TakeWhile(parameter => !IsContext(parameter)).Count(parameter => !IsToken(parameter)) < method.Parameters.Count(parameter => !IsToken(parameter)));

    private static Location ContextLocation(IMethodSymbol candidate, Location fallback) =>
        candidate.Parameters.First(IsContext).Locations is [{ IsInSource: true } place, ..] ? place : fallback;

    private static bool IsToken(IParameterSymbol parameter) => parameter.Type.Is(KnownNames.CancellationToken);

    private static bool IsContext(IParameterSymbol parameter) => parameter.Type.Is(KnownNames.CacheContext);

    private string Modifier(IParameterSymbol parameter) => IsList(parameter) ? "" : parameter.RefKind == RefKind.In ? "in " : parameter.IsParams ? "params " : "";
}
