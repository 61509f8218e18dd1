namespace Cache.Inspection;

/// <summary>Names that a store of locks or rate limits has listed.</summary>
/// <param name="Names">The names, in their order.</param>
/// <param name="IsComplete">Whether these are all that match: false where there were more than were asked for, or the store has stopped looking.</param>
public sealed record ListedNames(IReadOnlyList<string> Names, bool IsComplete)
{
    internal static ListedNames First(IEnumerable<string> names, Predicate<string> matches, int limit)
    {
        var first = new FirstNames<object>(null, limit);
        foreach (var name in names)
        {
            if (matches(name))
                first.Add(name, null);
        }
        return new([.. first.All.Select(static one => one.Name)], !first.HasMore);
    }
}
