using System.Security.Cryptography;
using Cache;

namespace Shop.Patterns;

public sealed record Account(string Id, string Name);

public sealed record Article(int Id, string Name, decimal Price);

public sealed record SignIn(string UserId, string Email);

public sealed record AppSettings(string Theme, int PageSize);

public sealed record DayTotals(DateOnly Day, int Orders, decimal Revenue);

public interface IShopData
{
    Task<Account?> FindAccountAsync(string id, CancellationToken cancellationToken);

    Task<Article?> FindArticleAsync(int id, CancellationToken cancellationToken);

    Task<Article?> SaveArticleAsync(Article article, CancellationToken cancellationToken);

    IAsyncEnumerable<Article> PopularArticlesAsync(CancellationToken cancellationToken);

    Task<AppSettings> LoadSettingsAsync(CancellationToken cancellationToken);

    Task<DayTotals> SumOrdersAsync(DateOnly day, CancellationToken cancellationToken);
}

// begin: pattern-cache-first
public sealed partial class Accounts(ICache cache, IShopData data)
{
    [Cache(Name = "account", Ttl = "5m")]
    public partial Task<Account?> GetAsync(string id, CancellationToken cancellationToken = default);

    private Task<Account?> GetCoreAsync(string id, CancellationToken cancellationToken) => data.FindAccountAsync(id, cancellationToken);
}
// end

// begin: pattern-update
public sealed partial class Articles(ICache cache, IShopData data)
{
    [Cache(Name = "article", Ttl = "1h")]
    public partial Task<Article?> GetAsync(int id, CancellationToken cancellationToken = default);

    private Task<Article?> GetCoreAsync(int id, CancellationToken cancellationToken) => data.FindArticleAsync(id, cancellationToken);

    [CacheInvalidate(nameof(GetAsync), Arguments = ["id = article.Id"])]
    public partial Task UpdateAsync(Article article, CancellationToken cancellationToken = default);

    private async Task UpdateCoreAsync(Article article, CancellationToken cancellationToken) => await data.SaveArticleAsync(article, cancellationToken);
}
// end

// begin: pattern-lock
public sealed class PriceEditor(Articles articles, IShopData data, ICacheLocks locks)
{
    public async Task<bool> RaiseAsync(int id, decimal by, CancellationToken cancellationToken = default)
    {
        await using var held = await locks.TryAcquireAsync($"article:{id}", ttl: TimeSpan.FromSeconds(10), cancellationToken);
        if (held is null)
            return false;                                                 // 409: another is modifying it

        // what is to be changed is read from the database, not from the cache
        if (await data.FindArticleAsync(id, cancellationToken) is not { } article)
            throw new KeyNotFoundException($"There is no article {id}.");
        await articles.UpdateAsync(article with { Price = article.Price + by }, held.Lost);
        return true;
    }
}
// end

// begin: pattern-limit
public sealed class Searches(Articles articles, ICacheRateLimits limits)
{
    public async Task<(Article? Found, TimeSpan RetryAfter)> OpenAsync(string userId, int id, CancellationToken cancellationToken = default)
    {
        var check = await limits.CheckAsync($"search:{userId}", limit: 10, window: TimeSpan.FromMinutes(1), cancellationToken);
        if (!check.Allowed)
            return (null, check.RetryAfter);                              // 429: come again after this

        return (await articles.GetAsync(id, cancellationToken), TimeSpan.Zero);
    }
}
// end

// begin: pattern-configuration
public sealed partial class Configurations(ICache cache, IShopData data)
{
    [Cache(Name = "app-settings", Ttl = "1h", FailSafe = "1d")]           // the last one serves while the database is down
    public partial Task<AppSettings> GetAsync(CancellationToken cancellationToken = default);

    private Task<AppSettings> GetCoreAsync(CancellationToken cancellationToken) => data.LoadSettingsAsync(cancellationToken);
}
// end

// begin: pattern-sessions
public sealed partial class SignIns(ICache cache)
{
    private static readonly TimeSpan s_life = TimeSpan.FromDays(7);

    [Cache(Name = "sign-ins", Ttl = "7d")]
    public partial ICache<string, SignIn> Active { get; }

    public async Task<string> BeginAsync(string userId, string email)
    {
        var id = $"{userId}:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        await Active.SetAsync(id, new SignIn(userId, email));
        return id;
    }

    public async Task<SignIn?> FindAsync(string id)
    {
        if (!(await Active.TryGetAsync(id)).TryGet(out var signIn))
            return null;                                                  // 401: it has expired
        if (await Active.GetTimeToLiveAsync(id) < s_life / 2)
            await Active.TouchAsync(id, s_life);                          // seven days from now; false if it was ended meanwhile
        return signIn;
    }

    public async Task EndAsync(string id) => await Active.InvalidateAsync(id);

    public async Task EndAllAsync(string userId) => await Active.InvalidateMatchingAsync($"{userId}:*");

    public async Task<int> CountAsync(string userId)
    {
        var count = 0;
        await foreach (var page in Active.KeysAsync($"{userId}:*"))
            count += page.Count;
        return count;
    }
}
// end

// begin: pattern-aggregates
public sealed partial class Statistics(ICache cache, IShopData data, TimeProvider time)
{
    [Cache(Name = "day-totals", Ttl = "1m")]
    public partial Task<DayTotals> GetAsync(DateOnly day, CancellationToken cancellationToken = default);

    private Task<DayTotals> GetCoreAsync(DateOnly day, CacheContext context, CancellationToken cancellationToken)
    {
        if (day < DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))
            context.Ttl = TimeSpan.FromDays(30);                          // a day that is over does not change any more
        return data.SumOrdersAsync(day, cancellationToken);
    }
}
// end

// begin: pattern-aside
public sealed partial class ArticleShelf(ICache cache, IShopData data)
{
    [Cache(Name = "shelf", Ttl = "10m")]
    public partial ICache<int, Article?> Entries { get; }

    public ValueTask<Article?> GetAsync(int id, CancellationToken cancellationToken = default) =>
        Entries.GetOrCreateAsync(id, async (key, token) => await data.FindArticleAsync(key, token), cancellationToken);
}
// end

// begin: pattern-through
public sealed partial class ArticleWriter(ICache cache, IShopData data)
{
    [Cache(Name = "written-article", Ttl = "1h")]
    public partial Task<Article?> GetAsync(int id, CancellationToken cancellationToken = default);

    private Task<Article?> GetCoreAsync(int id, CancellationToken cancellationToken) => data.FindArticleAsync(id, cancellationToken);

    [CachePut(nameof(GetAsync), Arguments = ["id = article.Id"])]
    public partial Task<Article?> SaveAsync(Article article, CancellationToken cancellationToken = default);

    private Task<Article?> SaveCoreAsync(Article article, CancellationToken cancellationToken) => data.SaveArticleAsync(article, cancellationToken);
}
// end

// begin: pattern-warming
public sealed class ArticleWarmer(Articles articles, IShopData data)
{
    public async Task WarmAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var article in data.PopularArticlesAsync(cancellationToken))
            await articles.GetCache.SetAsync(article.Id, article, cancellationToken);
    }
}
// end
