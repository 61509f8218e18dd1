namespace Cache.Generators.Models;

internal enum ParameterRole
{
    /// <summary>It belongs to the key.</summary>
    Key,

    /// <summary>It is handed to the Core method and does not belong to the key.</summary>
    Ignored,

    /// <summary>The caller's CancellationToken.</summary>
    Token,
}

/// <summary>A parameter of a cached or writing method.</summary>
/// <param name="Name">Its name, without escape.</param>
/// <param name="Identifier">Its name as C# writes it: <c>@class</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="Modifier"><c>in</c>, <c>params</c>, <c>scoped</c> with a blank after it, or empty.</param>
/// <param name="DefaultValue">Its default as C# writes it, or null.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Shape">How a key parameter is held in the key.</param>
/// <param name="Doc">The inner XML of its doc comment, or empty.</param>
internal sealed record ParameterModel(
    string Name,
    string Identifier,
    string Type,
    string Modifier,
    string? DefaultValue,
    ParameterRole Role,
    KeyShape? Shape,
    string Doc)
{
    /// <summary>The member of the key struct that holds it.</summary>
    public string Field { get; init; } = Identifier;

    /// <summary>The member of the key struct that holds the argument itself for the Core method, where the key's own field does not say all of it.</summary>
    public string Ridden { get; init; } = "";
}
