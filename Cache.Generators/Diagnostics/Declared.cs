using Cache.Generators.Models;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Diagnostics;

/// <summary>What a parser made of a member, and whose member it is.</summary>
/// <param name="Type">The type that declares it.</param>
/// <param name="Parsed">What was made of it.</param>
internal sealed record Declared<T>(string Type, Parsed<T> Parsed)
    where T : class
{
    /// <summary>Parses a member. While its declaration is being typed it may have no name: then there is nothing to make of it.</summary>
    public static Declared<T> In<TMember>(TMember member, Func<TMember, Parsed<T>> parse)
        where TMember : ISymbol => new(member.ContainingType.InCode(), member.Name.Length == 0 ? Parsed<T>.Nothing : parse(member));
}

/// <summary>The problems of one member.</summary>
/// <param name="Type">The type that declares it.</param>
/// <param name="Problems">Its problems.</param>
internal sealed record MemberProblems(string Type, EquatableArray<CacheProblem> Problems);
