namespace Cache.Tests.Engine.Interleaving;

// the ways to invalidate, each with what it covers
internal sealed record Change(string Name, Func<Reading, bool> Covers, Func<Node, ValueTask<InvalidationResult>> Apply)
{
    public static readonly string[] Tags = ["x", "y"];

    [Flags]
    public enum Kinds
    {
        /// <summary>Those that look at slots: by key, by arguments, by glob.</summary>
        Slots = 1,

        /// <summary>Those that move a version which is known when a load begins: group, tag, all.</summary>
        Versions = 2,

        /// <summary>Those that move a tag which a load names at its end.</summary>
        DynamicTags = 4,

        All = Slots | Versions | DynamicTags,
    }

    public static Change Any(Func<int, int> next, Kinds kinds, PageKey key)
    {
        while (true)
        {
            var choice = next(8);
            var kind = choice < 4 ? Kinds.Slots : choice < 7 ? Kinds.Versions : Kinds.DynamicTags;
            if (kinds.HasFlag(kind))
                return Make(choice, key, Tags[next(Tags.Length)]);
        }
    }

    private static Change Make(int choice, PageKey key, string tag) => choice switch
    {
        0 => new($"key {key}", value => value.Key == key, node => node.Pages.InvalidateAsync(key)),
        1 => new($"page {key.Page}", value => value.Key.Page == key.Page, node => node.Pages.InvalidateWhereAsync(PageKey.Where(page: key.Page))),
        2 => new($"where {key}", value => value.Key == key, node => node.Pages.InvalidateWhereAsync(PageKey.Where(key.Tenant, key.Page))),
        3 => new($"glob {key.Tenant}:*", value => value.Key.Tenant == key.Tenant, node => node.Pages.InvalidateMatchingAsync($"{key.Tenant}:*")),
        4 => new($"group {key.Tenant}", value => value.Key.Tenant == key.Tenant, node => node.Pages.InvalidateWhereAsync(PageKey.Where(key.Tenant))),
        5 => new($"tag of {key.Tenant}", value => value.Key.Tenant == key.Tenant, node => node.Cache.InvalidateTagAsync($"tenant:{key.Tenant}")),
        6 => new("all", static _ => true, node => node.Pages.InvalidateAllAsync()),
        _ => new($"dynamic tag {tag}", value => value.Tags.Contains(tag), node => node.Cache.InvalidateTagAsync(tag)),
    };
}
