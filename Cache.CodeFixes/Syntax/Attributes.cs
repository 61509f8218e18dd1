using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Cache.CodeFixes.Syntax;

/// <summary>Edits of attributes.</summary>
internal static class Attributes
{
    /// <summary>Gives an attribute a setting, after its constructor's arguments and before its other settings where it is its name.</summary>
    public static AttributeSyntax With(AttributeSyntax attribute, string setting, string value)
    {
        var argument = Setting(setting, value);
        if (attribute.ArgumentList is not { Arguments: { Count: > 0 } arguments } list)
            return attribute.WithArgumentList(AttributeArgumentList(SingletonSeparatedList(argument)));
        var place = setting == "Name" ? arguments.TakeWhile(existing => existing.NameEquals is null).Count() : arguments.Count;
        arguments = arguments.Insert(place, argument);
        var comma = arguments.GetSeparator(Math.Max(0, place - 1));
        return attribute.WithArgumentList(list.WithArguments(arguments.ReplaceSeparator(comma, comma.WithTrailingTrivia(Space))));
    }

    /// <summary>A setting: <c>Name = value</c>.</summary>
    public static AttributeArgumentSyntax Setting(string name, string value) => AttributeArgument(
        NameEquals(IdentifierName(name).WithTrailingTrivia(Space), Token(SyntaxKind.EqualsToken).WithTrailingTrivia(Space)), null, ParseExpression(value));

    public static AttributeSyntax Without(AttributeSyntax attribute, AttributeArgumentSyntax argument)
    {
        var arguments = attribute.ArgumentList!.Arguments.Remove(argument);
        return attribute.WithArgumentList(arguments.Count == 0 ? null : attribute.ArgumentList.WithArguments(arguments));
    }

    /// <summary>Removes an attribute from a member, and its list where it was alone there; what stands before the member stays.</summary>
    public static MemberDeclarationSyntax Without(MemberDeclarationSyntax member, AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        return list.Attributes.Count > 1
            ? member.ReplaceNode(list, list.WithAttributes(list.Attributes.Remove(attribute)))
            : member.WithAttributeLists(member.AttributeLists.Remove(list)).WithLeadingTrivia(member.GetLeadingTrivia());
    }

    /// <summary>Adds an attribute to a list.</summary>
    public static AttributeListSyntax With(AttributeListSyntax list, AttributeSyntax attribute) => list.AddAttributes(attribute.WithoutTrivia().WithLeadingTrivia(Space));

    /// <summary>Whether it looks like one that declares a cache or a write.</summary>
    public static bool IsOfCaches(AttributeSyntax attribute) =>
        attribute.Name.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Last().Identifier.ValueText
            is "Cache" or "CacheInvalidate" or "CachePut" or "CacheAttribute" or "CacheInvalidateAttribute" or "CachePutAttribute";

    /// <summary>A string literal.</summary>
    public static string Quoted(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>An attribute list of one attribute of this library.</summary>
    public static AttributeListSyntax Mark(string name) => AttributeList(SingletonSeparatedList(Attribute(ParseName(name))));
}
