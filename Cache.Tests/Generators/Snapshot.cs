using System.Text.RegularExpressions;

namespace Cache.Tests.Generators;

/// <summary>Generated files as they were reviewed. With UPDATE_SNAPSHOTS=1 in the environment they are written anew, for the next review.</summary>
internal static partial class Snapshot
{
    public static void Match(string text, string name)
    {
        var file = Path.Combine(Repository.Root, "Cache.Tests", "Generators", "Snapshots", name + ".txt");
        var actual = Version().Replace(text, "GeneratedCode(\"Cache.Generators\", \"*\")");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(file, actual);
        Assert.That(File.Exists(file), Is.True, $"there is no snapshot {name}: write it with UPDATE_SNAPSHOTS=1, and review it");
        Assert.That(actual, Is.EqualTo(File.ReadAllText(file).ReplaceLineEndings("\n")));
    }

    [GeneratedRegex("""GeneratedCode\("Cache.Generators", "[^"]*"\)""")]
    private static partial Regex Version();
}
