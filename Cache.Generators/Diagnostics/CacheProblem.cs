using System.Collections.Immutable;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Diagnostics;

/// <summary>One mistake, with the token it is about.</summary>
/// <remarks>
/// The location refers to the syntax tree, as it has to where the settings for a file or a <c>#pragma</c> are to count. So it keeps the tree of a file with a mistake alive, and is equal to the
/// next as long as that file stays as it is. No model that code is made of holds one.
/// </remarks>
/// <param name="Rule">Which mistake.</param>
/// <param name="Location">The token.</param>
/// <param name="Args">What the message names.</param>
internal sealed record CacheProblem(DiagnosticDescriptor Rule, Location Location, EquatableArray<string> Args)
{
    /// <summary>What a code fix needs to know beside the location; see <see cref="ProblemProperties"/>.</summary>
    public EquatableArray<(string Name, string? Value)> Properties { get; init; }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Rule, Location, Properties.ToImmutableDictionary(property => property.Name, property => property.Value), [.. Args]);
}

/// <summary>The keys of <see cref="CacheProblem.Properties"/>.</summary>
internal static class ProblemProperties
{
    /// <summary>The declaration of the Core method that is missing or wrong, without a body.</summary>
    public const string CoreDeclaration = nameof(CoreDeclaration);

    /// <summary>The name of the Core method.</summary>
    public const string CoreName = nameof(CoreName);

    /// <summary>The parameter of the Core method that is a list of another type than the method's own; none where there is no such.</summary>
    public const string CoreList = nameof(CoreList);

    /// <summary>The type of that list.</summary>
    public const string CoreListType = nameof(CoreListType);

    /// <summary>A cache name that would do.</summary>
    public const string SuggestedName = nameof(SuggestedName);

    /// <summary>The parameter of a cached method that a write has no value for.</summary>
    public const string Parameter = nameof(Parameter);

    /// <summary>Its type, as code names it.</summary>
    public const string ParameterType = nameof(ParameterType);
}
