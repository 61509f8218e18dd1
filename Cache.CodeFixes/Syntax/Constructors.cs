using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Cache.CodeFixes.Syntax;

/// <summary>Gives types an ICache, or what else they need, through their constructor.</summary>
internal static class Constructors
{
    public static TypeDeclarationSyntax WithPrimaryParameter(TypeDeclarationSyntax type, Contract contract)
    {
        // a record makes a property of it
        var name = Free(type, type is RecordDeclarationSyntax ? contract.Property : contract.Parameter);
        if (type.ParameterList is { } list)
            return type.WithParameterList(With(list, contract, name));
        SyntaxToken last = type.TypeParameterList?.GreaterThanToken ?? type.Identifier;
        var parameters = With(ParameterList(), contract, name).WithTrailingTrivia(last.TrailingTrivia);
        type = type.ReplaceToken(last, last.WithTrailingTrivia());
        return type.WithParameterList(parameters);
    }

    public static TypeDeclarationSyntax WithField(TypeDeclarationSyntax type, Contract contract, SyntaxTrivia newLine)
    {
        var (field, parameter) = (Free(type, "_" + contract.Parameter), Free(type, contract.Parameter));
        var constructor = type.Members.OfType<ConstructorDeclarationSyntax>().Single(candidate => !candidate.Modifiers.Any(SyntaxKind.StaticKeyword));
        var assignment = ParseStatement($"{(field == parameter ? "this." : "")}{field} = {parameter};");
        type = type.ReplaceNode(constructor, Assigning(constructor.WithParameterList(With(constructor.ParameterList, contract, parameter)), assignment, newLine));

        var first = type.Members[0];
        var declaration = ((FieldDeclarationSyntax)ParseMemberDeclaration($"private readonly object {field};")!);
        declaration = declaration.ReplaceNode(declaration.Declaration.Type, contract.Syntax())
            .WithLeadingTrivia(Members.Indentation(first))
            .WithTrailingTrivia(first is FieldDeclarationSyntax ? TriviaList(newLine) : TriviaList(newLine, newLine));
        return type.WithMembers(type.Members.Insert(0, declaration));
    }

    private static ConstructorDeclarationSyntax Assigning(ConstructorDeclarationSyntax constructor, StatementSyntax assignment, SyntaxTrivia newLine)
    {
        var outer = Members.Indentation(constructor);
        var inner = outer.Add(Whitespace("    "));
        StatementSyntax Line(StatementSyntax statement) => statement.WithoutTrivia().WithLeadingTrivia(inner).WithTrailingTrivia(newLine);
        if (constructor.ExpressionBody is not { } arrow)
            return constructor.WithBody(constructor.Body!.WithStatements(constructor.Body.Statements.Insert(0, Line(assignment))));

        constructor = constructor.WithExpressionBody(null).WithSemicolonToken(default);
        constructor = constructor.WithParameterList(constructor.ParameterList.WithTrailingTrivia(newLine));
        return constructor.WithBody(Block(
            Token(outer, SyntaxKind.OpenBraceToken, [newLine]),
            List([Line(assignment), Line(ExpressionStatement(arrow.Expression))]),
            Token(outer, SyntaxKind.CloseBraceToken, [newLine])));
    }

    // before what may be left out
    private static ParameterListSyntax With(ParameterListSyntax list, Contract contract, string name)
    {
        var parameter = Parameter(default, default, contract.Syntax().WithTrailingTrivia(Space), Identifier(name), null);
        var place = list.Parameters.TakeWhile(existing => existing.Default is null && !existing.Modifiers.Any(SyntaxKind.ParamsKeyword)).Count();
        var parameters = list.Parameters.Insert(place, parameter);
        return list.WithParameters(SeparatedList(parameters, parameters.GetSeparators().Select((comma, index) =>
            index < list.Parameters.Count - 1 && place == list.Parameters.Count ? comma : comma.WithTrailingTrivia(Space))));
    }

    private static string Free(TypeDeclarationSyntax type, string name)
    {
        var taken = new HashSet<string>(type.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is ParameterSyntax or VariableDeclaratorSyntax or PropertyDeclarationSyntax)
            .Select(token => token.ValueText), StringComparer.Ordinal);
        return taken.Contains(name) ? Enumerable.Range(2, 100).Select(number => name + number).First(candidate => !taken.Contains(candidate)) : name;
    }
}
