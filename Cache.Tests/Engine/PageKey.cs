using Cache.CompilerServices;

namespace Cache.Tests.Engine;

// a key of two parameters, as generated code would make it
internal readonly record struct PageKey(string Tenant, int Page)
{
    public static CacheDefinition<Load<PageKey, TValue>, PageKey, TValue> Define<TValue>(
        Func<PageKey, string[]>? tags = null, bool takesContext = false, int[]? groups = null, bool cacheNull = true, string? failSafe = null, string name = "pages", bool returnsTask = false) =>
        Container.Define<PageKey, TValue>(
            name, tags: tags, takesContext: takesContext, groups: groups, cacheNull: cacheNull, parameters: ["tenant", "page"], failSafe: failSafe, returnsTask: returnsTask,
            write: static (PageKey key, ref KeyWriter text) =>
            {
                text.Append(key.Tenant);
                text.Append(key.Page);
            });

    public static KeyFilter Where(CacheArg<string> tenant = default, CacheArg<int> page = default) => new KeyFilter(2)
        .With(tenant, static (string value, ref KeyWriter text) => text.Append(value))
        .With(page, static (int value, ref KeyWriter text) => text.Append(value));
}
