using System.Collections.Immutable;

namespace Cache.Generators.Diagnostics;

/// <summary>What a parser made of a declaration: the model that the generator emits from, or the problems that the analyzer reports.</summary>
/// <remarks>Neither is there where the compiler itself has the complaint, as with a type that does not exist.</remarks>
internal sealed record Parsed<T>(T? Model, ImmutableArray<CacheProblem> Problems)
    where T : class
{
    public static Parsed<T> Of(T model) => new(model, []);
}
