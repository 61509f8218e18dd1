using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Cache.CodeFixes.Fixes;

/// <summary>One diagnostic in its document, and the way to offer a change.</summary>
internal sealed class FixSite(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, string fix)
{
    public Document Document => context.Document;

    public Diagnostic Diagnostic => diagnostic;

    public SyntaxNode Root => root;

    public CancellationToken CancellationToken => context.CancellationToken;

    /// <summary>The node at the token of the diagnostic.</summary>
    public SyntaxNode Node => root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>The nearest node of a kind at or around the token.</summary>
    public T? Enclosing<T>()
        where T : SyntaxNode => Node.FirstAncestorOrSelf<T>();

    public async Task<SemanticModel> ModelAsync() =>
        await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("A C# document has a semantic model.");

    /// <summary>Offers a change of the document.</summary>
    /// <param name="title">What a user reads.</param>
    /// <param name="change">Makes the document's new root.</param>
    /// <param name="variant">Which of several offers it is, for those who fix all of a kind at once.</param>
    public void Offer(string title, Func<SyntaxNode> change, string variant = "") =>
        Offer(title, _ => Task.FromResult(context.Document.Project.Solution.WithDocumentSyntaxRoot(context.Document.Id, change())), variant);

    /// <summary>Offers a change of any documents.</summary>
    public void Offer(string title, Func<CancellationToken, Task<Solution>> change, string variant = "") =>
        context.RegisterCodeFix(CodeAction.Create(title, change, $"{fix}:{diagnostic.Id}:{variant}"), diagnostic);
}
