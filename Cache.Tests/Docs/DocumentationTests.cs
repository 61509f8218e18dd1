using System.Text.RegularExpressions;

namespace Cache.Tests.Docs;

/// <summary>Docs are built, not trusted: every C# block of the README and of the pages is a snippet that this project compiles, to the letter.</summary>
public partial class DocumentationTests
{
    private static readonly string s_root = Repository.Root;

    // the pages of diagnostics and mistakes show code that must not compile: tests of their own keep them true
    private static readonly string[] s_pages =
    [
        "README.md",
        .. Directory.GetFiles(Path.Combine(s_root, "docs"), "*.md").Select(page => Path.GetRelativePath(s_root, page))
            .Where(page => !page.EndsWith("mistakes.md", StringComparison.Ordinal)),
    ];

    [TestCaseSource(nameof(s_pages))]
    public void Every_code_block_is_a_snippet_that_compiles(string page)
    {
        var text = File.ReadAllText(Path.Combine(s_root, page));

        foreach (Match block in CodeBlock().Matches(text))
        {
            Assert.That(block.Groups["name"].Success, Is.True, $"{page}: a C# block without <!-- snippet: name --> before it:\n{block.Value}");
            Assert.That(Snippets.All, Contains.Key(block.Groups["name"].Value), page);
            Assert.That(block.Groups["code"].Value, Is.EqualTo(Snippets.All[block.Groups["name"].Value]), $"{page}: {block.Groups["name"].Value}");
        }
    }

    [TestCaseSource(nameof(s_pages))]
    public void Every_link_leads_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(s_root, page))!;
        var dead = Link().Matches(File.ReadAllText(Path.Combine(s_root, page)))
            .Select(link => link.Groups["path"].Value)
            .Where(path => !path.Contains("://", StringComparison.Ordinal) && path.Length > 0)
            .Where(path => !File.Exists(Path.Combine(folder, path)) && !Directory.Exists(Path.Combine(folder, path)));

        Assert.That(dead, Is.Empty);
    }

    [GeneratedRegex(@"(<!-- snippet: (?<name>[a-z-]+) -->\n)?```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?<path>[^)#]*)(#[^)]*)?\)")]
    private static partial Regex Link();
}
