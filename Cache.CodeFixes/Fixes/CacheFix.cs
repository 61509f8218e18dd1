using Microsoft.CodeAnalysis.CodeFixes;

namespace Cache.CodeFixes.Fixes;

/// <summary>What the fixes have in common: each looks at one diagnostic and offers what it can do about it.</summary>
public abstract class CacheFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
            return;
        foreach (var diagnostic in context.Diagnostics)
            await OfferAsync(new FixSite(context, diagnostic, root, GetType().Name)).ConfigureAwait(false);
    }

    private protected abstract Task OfferAsync(FixSite site);
}
