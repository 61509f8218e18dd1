using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace Cache.Tests.Diagnostics;

/// <summary>A page of docs/diagnostics: the message, code that is wrong with its token underlined by a comment of tildes, code that is right.</summary>
internal sealed partial record DiagnosticPage(string Text)
{
    public static DiagnosticPage Of(string id) => new(Repository.Read($"docs/diagnostics/{id}.md"));

    public string Heading => Text.Split('\n')[0];

    /// <summary>The message as a build prints it.</summary>
    public string Message => Block("text", Text);

    public string Wrong => Block("csharp", Section("Wrong"));

    public string Right => Block("csharp", Section("Right"));

    public string Fix => Section("Fix").Trim();

    /// <summary>The underlined tokens of the wrong code.</summary>
    public IEnumerable<TextSpan> Tokens()
    {
        var lines = SourceText.From(Wrong).Lines;
        foreach (var line in lines)
        {
            if (Underline().Match(line.ToString()) is { Success: true } underline)
                yield return new(lines[line.LineNumber - 1].Start + underline.Groups[1].Index, underline.Groups[1].Length);
        }
    }

    public static string Block(string language, string text) =>
        Regex.Match(text, $"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value.TrimEnd('\n');

    private string Section(string title) =>
        Regex.Match(Text, $"^## {title}\n(.*?)(?=^## |\\z)", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;

    [GeneratedRegex(@"^\s*//\s*(~+)\s*$")]
    private static partial Regex Underline();
}
