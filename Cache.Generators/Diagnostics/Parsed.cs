using Cache.Generators.Models;

namespace Cache.Generators.Diagnostics;

/// <summary>What a parser made of a declaration: the model that code is made of, or the problems that are reported.</summary>
/// <remarks>Neither is there where the compiler itself has the complaint, as with a type that does not exist.</remarks>
internal sealed record Parsed<T>(T? Model, EquatableArray<CacheProblem> Problems)
    where T : class
{
    public static Parsed<T> Nothing { get; } = new(null, []);

    public static Parsed<T> Of(T model) => new(model, []);
}
