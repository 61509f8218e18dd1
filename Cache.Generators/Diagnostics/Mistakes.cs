using Cache.Generators.Models;

namespace Cache.Generators.Diagnostics;

/// <summary>Chooses among the problems of a type's members: one mistake is told once, and what follows from it is not told.</summary>
internal sealed class Mistakes
{
    // problems of the type, which the parser finds with each of its members
    private readonly HashSet<(string Id, string Type)> _ofType = [];

    // of a member with several attributes each parser finds what they have in common
    private readonly HashSet<CacheProblem> _told = [];

    /// <summary>The problems to report, of the members of all types.</summary>
    public static IEnumerable<CacheProblem> Among(IEnumerable<MemberProblems> members)
    {
        foreach (var type in members.GroupBy(member => member.Type, StringComparer.Ordinal))
        {
            var mistakes = new Mistakes();
            foreach (var problem in type.SelectMany(member => mistakes.In(member.Problems)))
                yield return problem;
        }
    }

    private IEnumerable<CacheProblem> In(EquatableArray<CacheProblem> problems)
    {
        var hasNoPlace = problems.Any(problem => problem.Rule == CacheDiagnostics.TypeUnsupported);
        var hasBody = problems.Any(problem => problem.Rule == CacheDiagnostics.MemberNotPartial || problem.Rule == CacheDiagnostics.AlreadyImplemented);
        var hasRef = problems.Any(problem => problem.Rule == CacheDiagnostics.ParameterKind);
        return problems.Where(problem => problem switch
        {
            _ when !_told.Add(problem) => false,
            _ when hasNoPlace => problem.Rule == CacheDiagnostics.TypeUnsupported,
            // the body that is in the wrong place is the Core method to be
            _ when problem.Rule == CacheDiagnostics.CoreMissing => !hasBody,
            // its body repeats what cannot be
            _ when problem.Rule == CacheDiagnostics.CoreSignature => !hasRef,
            _ when IsOfType(problem) => _ofType.Add((problem.Rule.Id, problem.Args[0])),
            _ => true,
        });
    }

    private static bool IsOfType(CacheProblem problem) => problem.Rule == CacheDiagnostics.TypeNotPartial
        || problem.Rule == CacheDiagnostics.NoCache || problem.Rule == CacheDiagnostics.SeveralCaches;
}
