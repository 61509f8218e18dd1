using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Writes the argument of a [CacheWarm] in the type of its parameter, where its text tells what is meant: with quotes or without, or as a member of an enum.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WarmArgumentFix)), Shared]
public sealed class WarmArgumentFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE071"];

    private protected override async Task OfferAsync(FixSite site)
    {
        if (site.Node is not ExpressionSyntax expression || site.Enclosing<AttributeArgumentSyntax>() is not { NameEquals: null, Parent: AttributeArgumentListSyntax arguments } argument
            || site.Enclosing<MethodDeclarationSyntax>() is not { } method)
            return;
        var model = await site.ModelAsync().ConfigureAwait(false);
        if (model.GetDeclaredSymbol(method, site.CancellationToken) is not { } cached || model.GetConstantValue(expression, site.CancellationToken) is not { HasValue: true, Value: { } given })
            return;
        var parameter = cached.Parameters.Where(IsOfKey).ElementAtOrDefault(arguments.Arguments.IndexOf(argument));
        if (parameter is null || InCode(given, expression, parameter.Type) is not { } meant)
            return;
        site.Offer($"Write {meant}", () => site.Root.ReplaceNode(expression, SyntaxFactory.ParseExpression(meant).WithTriviaFrom(expression)));
    }

    private static bool IsOfKey(IParameterSymbol parameter) =>
        !parameter.Type.Is(KnownNames.CancellationToken) && parameter.Attribute(KnownNames.CacheKeyIgnoreAttribute) is null;

    private static string? InCode(object given, ExpressionSyntax expression, ITypeSymbol type) => (given, type) switch
    {
        (string text, { TypeKind: TypeKind.Enum }) =>
            type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => string.Equals(field.Name, text, StringComparison.OrdinalIgnoreCase)) is { } field
                ? $"{type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}.{field.Name}"
                : null,
        (string text, { SpecialType: SpecialType.System_Boolean }) => bool.TryParse(text, out var value) ? value ? "true" : "false" : null,
        (string text, { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 }) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        (not string and not char, { SpecialType: SpecialType.System_String }) when expression is LiteralExpressionSyntax or PrefixUnaryExpressionSyntax => Attributes.Quoted(expression.ToString()),
        (char letter, { SpecialType: SpecialType.System_String }) => Attributes.Quoted(letter.ToString()),
        _ => null,
    };
}
