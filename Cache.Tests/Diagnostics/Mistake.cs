using System.Text.RegularExpressions;

namespace Cache.Tests.Diagnostics;

/// <summary>One mistake of docs/mistakes.md: its code, and what one sees.</summary>
internal sealed record Mistake(string Title, string Code, string Message)
{
    public static IEnumerable<Mistake> AtCompileTime => Of("At compile time");

    public static IEnumerable<Mistake> AtStartUp => Of("At start-up");

    private static IEnumerable<Mistake> Of(string part)
    {
        var text = Regex.Match(Repository.Read("docs/mistakes.md"), $"^## {part}\n(.*?)(?=^## |\\z)", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
        return Regex.Split(text, @"^### \d+\. ", RegexOptions.Multiline).Skip(1)
            .Select(mistake => new Mistake(mistake.Split('\n')[0], DiagnosticPage.Block("csharp", mistake), DiagnosticPage.Block("text", mistake)));
    }
}
