using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Analyzers;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Cache.CodeFixes.Fixes;

/// <summary>Gives a Core method the signature of its method. A CacheContext and a CancellationToken that it takes beside are kept.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectCoreFix)), Shared]
public sealed class CorrectCoreFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE007", "CACHE013"];

    private protected override async Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<MethodDeclarationSyntax>() is not { } core)
            return;
        var model = await site.ModelAsync().ConfigureAwait(false);
        if (model.GetDeclaredSymbol(core, site.CancellationToken) is not { } symbol || Owners(symbol) is not [var owner]
            || await Syntax(owner, site.CancellationToken).ConfigureAwait(false) is not { } method)
            return;
        site.Offer($"Correct the signature of '{symbol.Name}'", () => site.Root.ReplaceNode(core, CoreMethods.WithList(Corrected(core, method, symbol, owner), site.Diagnostic.Properties)));
    }

    // with several, as of overloads, it is the body of another
    private static List<IMethodSymbol> Owners(IMethodSymbol core) =>
    [
        .. DeclaredMembers.CachedMethods(core.ContainingType).Concat(DeclaredMembers.WriteMethods(core.ContainingType)).Concat(DeclaredMembers.ManyMethods(core.ContainingType))
            .Where(method => method.GetAttributes().Select(attribute => new AttributeArguments(attribute, Location.None).Text("Source")).FirstOrDefault(source => source is not null) is { } source
                ? source == core.Name
                : CoreMethodParser.NameFor(method.Name) == core.Name),
    ];

    private static async Task<MethodDeclarationSyntax?> Syntax(IMethodSymbol method, CancellationToken cancellationToken) =>
        method.DeclaringSyntaxReferences is [var reference, ..] ? await reference.GetSyntaxAsync(cancellationToken).ConfigureAwait(false) as MethodDeclarationSyntax : null;

    private static MethodDeclarationSyntax Corrected(MethodDeclarationSyntax core, MethodDeclarationSyntax method, IMethodSymbol symbol, IMethodSymbol owner)
    {
        var own = CoreMethods.Plain(method.ParameterList).Parameters
            .Where((_, position) => !owner.Parameters[position].Type.Is(KnownNames.CancellationToken));
        // a method that writes has no context to hand over, and a token only where it has one itself
        var isCached = owner.Attribute(KnownNames.CacheAttribute) is not null;
        var hasToken = isCached || owner.Attribute(KnownNames.CacheManyAttribute) is not null || owner.Parameters.Any(parameter => parameter.Type.Is(KnownNames.CancellationToken));
        var beside = core.ParameterList.Parameters.Where((_, position) =>
            (isCached && symbol.Parameters[position].Type.Is(KnownNames.CacheContext)) || (hasToken && symbol.Parameters[position].Type.Is(KnownNames.CancellationToken)));
        var parameters = own.Concat(beside).Select(parameter => parameter.WithLeadingTrivia().WithTrailingTrivia()).ToList();
        var commas = Enumerable.Repeat(Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space), Math.Max(0, parameters.Count - 1));
        return core
            .WithReturnType(method.ReturnType.WithTriviaFrom(core.ReturnType))
            .WithTypeParameterList(method.TypeParameterList?.WithoutTrivia())
            .WithParameterList(core.ParameterList.WithParameters(SeparatedList(parameters, commas)));
    }
}
