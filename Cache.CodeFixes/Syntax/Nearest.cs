namespace Cache.CodeFixes.Syntax;

/// <summary>Finds what a misspelled name was to be.</summary>
internal static class Nearest
{
    /// <summary>The candidate that takes the fewest changes, or null where that would be half of the name; the only one that there is is always near.</summary>
    public static string? To(string name, IReadOnlyCollection<string> candidates)
    {
        if (candidates.Count == 1)
            return candidates.First();
        if (candidates.FirstOrDefault(candidate => Holds(candidate, name) || Holds(name, candidate)) is { } longer)
            return longer;
        var near = candidates.OrderBy(candidate => Distance(name, candidate)).FirstOrDefault();
        return near is not null && Distance(name, near) * 2 <= Math.Max(name.Length, near.Length) ? near : null;
    }

    // userId for id
    private static bool Holds(string longer, string shorter) => longer.IndexOf(shorter, StringComparison.OrdinalIgnoreCase) >= 0;

    // Levenshtein: insertions, deletions and replacements of one letter, upper and lower case being the same
    private static int Distance(string from, string to)
    {
        var (previous, current) = (Enumerable.Range(0, to.Length + 1).ToArray(), new int[to.Length + 1]);
        for (var i = 0; i < from.Length; i++)
        {
            current[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var isSame = char.ToUpperInvariant(from[i]) == char.ToUpperInvariant(to[j]);
                current[j + 1] = Math.Min(Math.Min(current[j], previous[j + 1]) + 1, previous[j] + (isSame ? 0 : 1));
            }
            (previous, current) = (current, previous);
        }
        return previous[to.Length];
    }
}
