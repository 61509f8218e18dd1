using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Cache.CodeFixes.Syntax;

/// <summary>Edits of declarations that keep comments and line breaks where they are.</summary>
internal static class Members
{
    private static readonly SyntaxKind[] s_accessibility = [SyntaxKind.PublicKeyword, SyntaxKind.InternalKeyword, SyntaxKind.ProtectedKeyword, SyntaxKind.PrivateKeyword];

    /// <summary>Declares a type or a member partial. A member gets an accessibility too, which C# demands of partial members with a result.</summary>
    public static MemberDeclarationSyntax Partial(MemberDeclarationSyntax member)
    {
        if (member is not BaseTypeDeclarationSyntax && !member.Modifiers.Any(modifier => s_accessibility.Contains(modifier.Kind())))
            member = WithFirstModifier(member, SyntaxKind.PrivateKeyword);
        if (member.Modifiers.Any(SyntaxKind.PartialKeyword))
            return member;
        return member.Modifiers.Count == 0
            ? WithFirstModifier(member, SyntaxKind.PartialKeyword)
            : member.WithModifiers(member.Modifiers.Add(Modifier(SyntaxKind.PartialKeyword)));
    }

    /// <summary>Declares nodes, where they are types, and the types around them partial.</summary>
    public static SyntaxNode WithPartialTypesAround(SyntaxNode root, IEnumerable<SyntaxNode> nodes) => root.ReplaceNodes(
        nodes.SelectMany(node => node.AncestorsAndSelf()).Distinct().OfType<TypeDeclarationSyntax>().Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword)),
        (_, type) => Partial(type));

    public static MemberDeclarationSyntax Without(MemberDeclarationSyntax member, SyntaxKind modifier)
    {
        var token = member.Modifiers.First(candidate => candidate.IsKind(modifier));
        var leading = token.LeadingTrivia;
        var next = token.GetNextToken();
        return member.ReplaceTokens([token, next], (original, _) => original == token ? Token(SyntaxKind.None) : next.WithLeadingTrivia(leading.AddRange(next.LeadingTrivia)));
    }

    public static SyntaxToken Modifier(SyntaxKind kind) => Token(kind).WithTrailingTrivia(Space);

    /// <summary>The blanks in front of a member.</summary>
    public static SyntaxTriviaList Indentation(SyntaxNode member) =>
        TriviaList(member.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1));

    /// <summary>The line break that a file uses.</summary>
    public static SyntaxTrivia NewLine(SyntaxNode root) =>
        root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found ? found : LineFeed;

    // the first token gives its comments and blanks to the modifier that comes before it
    private static MemberDeclarationSyntax WithFirstModifier(MemberDeclarationSyntax member, SyntaxKind modifier)
    {
        var first = member.AttributeLists.LastOrDefault()?.GetLastToken().GetNextToken() ?? member.GetFirstToken();
        var leading = first.LeadingTrivia;
        member = member.ReplaceToken(first, first.WithLeadingTrivia());
        return member.WithModifiers(member.Modifiers.Insert(0, Modifier(modifier).WithLeadingTrivia(leading)));
    }
}
