using System.Runtime.CompilerServices;

namespace Cache.Tests.Diagnostics;

/// <summary>Files of the repository that tests keep true.</summary>
internal static class RepositoryFiles
{
    public static string Path(string relative) => System.IO.Path.GetFullPath(System.IO.Path.Combine(Root(), relative));

    public static string Read(string relative) => File.ReadAllText(Path(relative)).ReplaceLineEndings("\n");

    private static string Root([CallerFilePath] string here = "") => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..");
}
