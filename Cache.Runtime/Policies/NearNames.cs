namespace Cache.Policies;

// finds what a misspelled name was to be, for messages
internal static class NearNames
{
    /// <summary>The nearest of the names, in quotes.</summary>
    public static string Quoted(string name, IEnumerable<string> known, int count) =>
        string.Join(", ", known.OrderBy(candidate => Distance(name, candidate)).ThenBy(static candidate => candidate, StringComparer.Ordinal).Take(count).Select(static near => $"'{near}'"));

    // Levenshtein: insertions, deletions and replacements of one letter, upper and lower case being the same
    private static int Distance(string from, string to)
    {
        var previous = Enumerable.Range(0, to.Length + 1).ToArray();
        var current = new int[to.Length + 1];
        for (var i = 0; i < from.Length; i++)
        {
            current[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var replaced = previous[j] + (char.ToUpperInvariant(from[i]) == char.ToUpperInvariant(to[j]) ? 0 : 1);
                current[j + 1] = Math.Min(Math.Min(current[j], previous[j + 1]) + 1, replaced);
            }
            (previous, current) = (current, previous);
        }
        return previous[to.Length];
    }
}
