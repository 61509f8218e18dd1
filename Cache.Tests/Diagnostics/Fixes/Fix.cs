using System.Collections.Immutable;
using Cache.CodeFixes.Fixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Cache.Tests.Diagnostics.Fixes;

/// <summary>Applies code fixes as an editor does, and demands that what comes out is right: the analyzers and the compiler have nothing to say of it.</summary>
internal static class Fix
{
    /// <summary>All fixes, found as an editor finds them.</summary>
    public static ImmutableArray<CodeFixProvider> Providers { get; } =
    [
        .. typeof(CacheFix).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    /// <summary>Applies the only fix of the first diagnostic, or the one of that title, and compares.</summary>
    public static Task Of(string id, string before, string after, string? title = null) => Of(id, [before], [after], title);

    public static async Task Of(string id, string[] before, string[] after, string? title = null)
    {
        var (workspace, documents) = Open(before);
        using (workspace)
        {
            var offers = await OffersAsync(workspace.CurrentSolution, documents, id);
            Assert.That(offers.Select(offer => offer.Title), title is null ? Has.Exactly(1).Items : Does.Contain(title));
            var fixedTexts = await ApplyAsync(offers.First(offer => title is null || offer.Title == title), documents);
            Assert.That(fixedTexts, Is.EqualTo(after.Select(text => text.ReplaceLineEndings("\n"))));
            await Expect.NothingAsync(fixedTexts);
        }
    }

    /// <summary>The titles that are offered for the first diagnostic of a kind.</summary>
    public static async Task<IReadOnlyList<string>> TitlesAsync(string id, string source)
    {
        var (workspace, documents) = Open([source]);
        using (workspace)
            return [.. (await OffersAsync(workspace.CurrentSolution, documents, id)).Select(offer => offer.Title)];
    }

    // what is generated is in the project too, as it is in an editor
    private static (AdhocWorkspace Workspace, DocumentId[] Documents) Open(string[] sources)
    {
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Shop", "Shop", LanguageNames.CSharp,
            compilationOptions: Analysis.CompilationOptions, parseOptions: Analysis.ParseOptions, metadataReferences: Analysis.References));
        var trees = Analysis.Compile(sources).SyntaxTrees.ToList();
        var ids = trees.Select(tree => workspace.AddDocument(project.Id, Path.GetFileName(tree.FilePath), SourceText.From(tree.ToString())).Id).ToList();
        return (workspace, [.. ids.Skip(1).Take(sources.Length)]);
    }

    private static async Task<List<CodeAction>> OffersAsync(Solution solution, DocumentId[] documents, string id)
    {
        var project = solution.GetDocument(documents[0])!.Project;
        var found = await Analysis.AnalyzeAsync((await project.GetCompilationAsync())!);
        var diagnostic = found.FirstOrDefault(candidate => candidate.Id == id);
        Assert.That(diagnostic, Is.Not.Null, $"{id} is not there: {string.Join(", ", found.Select(Analysis.Text))}");
        var offers = new List<CodeAction>();
        foreach (var provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(id)))
            await provider.RegisterCodeFixesAsync(new CodeFixContext(project.GetDocument(diagnostic!.Location.SourceTree)!, diagnostic, (action, _) => offers.Add(action), default));
        return offers;
    }

    private static async Task<string[]> ApplyAsync(CodeAction offer, DocumentId[] documents)
    {
        var operations = await offer.GetOperationsAsync(default);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return await Task.WhenAll(documents.Select(async id => (await changed.GetDocument(id)!.GetTextAsync()).ToString()));
    }
}
