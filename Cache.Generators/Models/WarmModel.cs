namespace Cache.Generators.Models;

/// <summary>Which entries of a cache are loaded when the application starts.</summary>
/// <param name="Rows">The key arguments of one entry each, as C# writes them.</param>
/// <param name="Sources">The methods that yield more.</param>
internal sealed record WarmModel(EquatableArray<EquatableArray<string>> Rows, EquatableArray<WarmSourceModel> Sources);

/// <summary>A method that yields key arguments.</summary>
/// <param name="Method">Its name, escaped.</param>
/// <param name="IsStatic">Whether it is static.</param>
/// <param name="TakesToken">Whether it takes a CancellationToken.</param>
/// <param name="Rows">The type of the sequence that it returns in a task; null where it returns the sequence itself.</param>
/// <param name="Row">The type of what the sequence holds.</param>
/// <param name="Arguments">The key arguments of a row called <c>row</c>.</param>
internal sealed record WarmSourceModel(string Method, bool IsStatic, bool TakesToken, string? Rows, string Row, EquatableArray<string> Arguments);
