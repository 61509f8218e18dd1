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
    public static Declared<T> In<TMember>(TMember member, Func<TMember, Parsed<T>> parse)
        where TMember : ISymbol => new(member.ContainingType.InCode(), parse(member));
}

/// <summary>The problems of one member.</summary>
/// <param name="Type">The type that declares it.</param>
/// <param name="Problems">Its problems.</param>
internal sealed record MemberProblems(string Type, EquatableArray<CacheProblem> Problems);
