namespace Cache.Generators.Models;

/// <summary>How the bytes of a value are counted.</summary>
/// <param name="Value">A sum over <c>value</c>, or null where the shape of the value is not known.</param>
internal sealed record SizeModel(string? Value);
