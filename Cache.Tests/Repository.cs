namespace Cache.Tests;

// the checkout that the tests were built from: pages, samples and snapshots are read from it
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The text of a file, with line breaks of one character.</summary>
    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative)).ReplaceLineEndings("\n");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cache.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run from a folder below Cache.sln: they read pages and samples of the checkout.");
        return folder.FullName;
    }
}
