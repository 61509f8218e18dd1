namespace Cache.Admin;

/// <summary>The routes of the API. What maps them and what documents them read this table.</summary>
internal static class AdminRoutes
{
    private const string Pattern = "What keys are to match: * is any run of characters, \\* a star, all else itself. The default is everything.";

    private static readonly AdminParameter s_key = new("key", "The text of the key, as the listing of keys gives it: what follows namespace:name: in the whole key.", IsRequired: true);

    private static readonly AdminParameter s_limit = new("limit", "How many at most, from 1 to 500. The default is 50.", IsNumber: true);

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new("GET", "/api/node", "This node, who is asking, and the token that writes need", static (api, call) => api.Node.TellAsync(call)) { Answer = AdminJson.Default.NodeView },
        new("GET", "/api/statistics", "Live figures of all caches that have been used; rates are differences of two answers", static (api, _) => Task.FromResult(api.Caches.Live(api.Node.Now)))
        {
            Answer = AdminJson.Default.StatisticsView,
        },
        new("GET", "/api/caches", "All caches, with what they have done so far", static (api, _) => Task.FromResult(api.Caches.List())) { Answer = AdminJson.Default.CachesView },
        new("GET", "/api/caches/{name}", "One cache, with its policy and where each setting comes from", static (api, call) => Task.FromResult(api.Caches.One(call.CacheName)))
        {
            Answer = AdminJson.Default.CacheDetailView,
            Problems = [404],
        },
        new("GET", "/api/caches/{name}/keys", "A page of the keys of live values, in the order of their texts", static (api, call) => api.Entries.KeysAsync(call))
        {
            Query =
            [
                new("pattern", Pattern),
                new("cursor", "Where the page before has ended: its cursor. Left out for the first page."),
                new("limit", "How many keys the page has at most, from 1 to 500. The default is 50. A page may have fewer, or none, while others follow.", IsNumber: true),
            ],
            Answer = AdminJson.Default.KeysView,
            Problems = [400, 404, 503],
        },
        new("GET", "/api/caches/{name}/entry", "An entry with its value", static (api, call) => api.Entries.GetAsync(call))
        {
            Query = [s_key],
            Answer = AdminJson.Default.EntryView,
            Problems = [400, 404, 503],
        },
        new("PUT", "/api/caches/{name}/entry", "Sets the value of an entry, on every node", static (api, call) => api.Entries.SetAsync(call))
        {
            Query = [s_key],
            Body = AdminJson.Default.ValueBody,
            Problems = [400, 403, 404, 409, 415, 503],
        },
        new("DELETE", "/api/caches/{name}/entry", "Invalidates an entry, on every node", static (api, call) => api.Entries.DeleteAsync(call))
        {
            Query = [s_key],
            Answer = AdminJson.Default.ResultView,
            Problems = [400, 403, 404, 503],
        },
        new("PUT", "/api/caches/{name}/entry/ttl", "Gives an entry a new time to live", static (api, call) => api.Entries.TouchAsync(call))
        {
            Query = [s_key],
            Body = AdminJson.Default.TtlBody,
            Problems = [400, 403, 404, 415, 503],
        },
        new("POST", "/api/caches/{name}/invalidate", "Invalidates what a pattern matches, or a whole cache, on every node", static (api, call) => api.Entries.InvalidateAsync(call))
        {
            Body = AdminJson.Default.InvalidateBody,
            Answer = AdminJson.Default.ResultView,
            Problems = [400, 403, 404, 415, 503],
        },
        new("POST", "/api/tags/invalidate", "Invalidates what has a tag, in all caches, on every node", static (api, call) => api.Tags.TagAsync(call))
        {
            Body = AdminJson.Default.TagBody,
            Answer = AdminJson.Default.ResultView,
            Problems = [400, 403, 415, 503],
        },
        new("POST", "/api/invalidate", "Invalidates every cache, on every node", static (api, call) => api.Tags.AllAsync(call))
        {
            Body = AdminJson.Default.AllBody,
            Answer = AdminJson.Default.ResultView,
            Problems = [400, 403, 415, 503],
        },
        new("GET", "/api/locks", "Locks that are held, and by whom", static (api, call) => api.Named.LocksAsync(call))
        {
            Query = [new("pattern", Pattern), s_limit],
            Answer = AdminJson.Default.LocksView,
            Problems = [400, 503],
        },
        new("GET", "/api/limits", "Rate limits that have permits in their window", static (api, call) => api.Named.LimitsAsync(call))
        {
            Query = [new("pattern", Pattern), s_limit],
            Answer = AdminJson.Default.LimitsView,
            Problems = [400, 503],
        },
    ];
}
