using Cache.Tests.Engine;

namespace Cache.Tests.Coherence.Interleaving;

// the ways to invalidate, each with what it covers
internal sealed record Change(string Name, bool MovesVersion, Func<Origin, bool> Covers, Func<DrivenNode, ValueTask<InvalidationResult>> Apply)
{
    public static readonly string[] Tags = ["x", "y"];

    /// <param name="next">Draws below a number.</param>
    /// <param name="kinds">1: single keys; 4: patterns as well; 8: versions as well.</param>
    /// <param name="key">A key that is covered.</param>
    public static Change Any(Func<int, int> next, int kinds, PageKey key) => next(kinds) switch
    {
        0 => new($"key {key}", false, value => value.Key == key, node => node.Pages.InvalidateAsync(key)),
        1 => new($"page {key.Page}", false, value => value.Key.Page == key.Page, node => node.Pages.InvalidateWhereAsync(PageKey.Where(page: key.Page))),
        2 => new($"where {key}", false, value => value.Key == key, node => node.Pages.InvalidateWhereAsync(PageKey.Where(key.Tenant, key.Page))),
        3 => new($"glob {key.Tenant}:*", false, value => value.Key.Tenant == key.Tenant, node => node.Pages.InvalidateMatchingAsync($"{key.Tenant}:*")),
        4 => new($"group {key.Tenant}", true, value => value.Key.Tenant == key.Tenant, node => node.Pages.InvalidateWhereAsync(PageKey.Where(key.Tenant))),
        5 => new($"tag of {key.Tenant}", true, value => value.Key.Tenant == key.Tenant, node => node.Cache.InvalidateTagAsync($"tenant:{key.Tenant}")),
        6 => new("all", true, static _ => true, node => node.Pages.InvalidateAllAsync()),
        _ => Tag(Tags[next(Tags.Length)]),
    };

    private static Change Tag(string tag) => new($"dynamic tag {tag}", true, value => value.Tags.Contains(tag), node => node.Cache.InvalidateTagAsync(tag));
}
