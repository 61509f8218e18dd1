using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Diagnostics;

/// <summary>Collects the problems of one declaration. Parsing goes on after one, so that a user sees all of them at once.</summary>
internal sealed class ProblemList
{
    private readonly List<CacheProblem> _problems = [];

    /// <summary>Whether the compiler has a complaint of its own, so that there is neither a model nor a problem.</summary>
    public bool Silent { get; set; }

    public bool Any => Silent || _problems.Count > 0;

    public void Add(DiagnosticDescriptor rule, Location location, params string[] args) =>
        _problems.Add(new(rule, location, [.. args]));

    public void Add(CacheProblem problem) => _problems.Add(problem);

    public Parsed<T> Result<T>(Func<T> model)
        where T : class => Any ? new(null, _problems.ToEquatableArray()) : Parsed<T>.Of(model());
}
