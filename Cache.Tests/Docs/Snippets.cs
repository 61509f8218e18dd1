using System.Text.RegularExpressions;

namespace Cache.Tests.Docs;

// the C# that the pages show: regions of the files in Snippets/, between "// begin: name" and "// end", without their indentation
internal static partial class Snippets
{
    public static IReadOnlyDictionary<string, string> All { get; } = Read();

    private static Dictionary<string, string> Read()
    {
        var snippets = new Dictionary<string, string>();
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "Cache.Tests", "Docs", "Snippets"), "*.cs"))
        {
            foreach (Match snippet in Region().Matches(File.ReadAllText(file)))
                snippets.Add(snippet.Groups["name"].Value, Outdent(snippet.Groups["code"].Value));
        }
        return snippets;
    }

    private static string Outdent(string code)
    {
        var lines = code.TrimEnd('\n', ' ').Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length < indent ? line : line[indent..])) + "\n";
    }

    [GeneratedRegex(@"^ *// begin: (?<name>[a-z-]+)\n(?<code>.*?)^ *// end$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Region();
}
