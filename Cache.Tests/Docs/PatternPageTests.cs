using Microsoft.Extensions.DependencyInjection;
using Shop.Patterns;

namespace Cache.Tests.Docs;

/// <summary>The patterns of the page do what it says, on memory.</summary>
public sealed class PatternPageTests
{
    private static readonly DateOnly s_today = new(2026, 1, 2);

    private ManualTimeProvider _time = null!;
    private ShopData _data = null!;
    private ServiceProvider _services = null!;

    [SetUp]
    public void Open()
    {
        _time = new();
        _data = new();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddCache().AddMemory();
        services.AddSingleton<IShopData>(_data);
        foreach (var type in new[] { typeof(Accounts), typeof(Articles), typeof(PriceEditor), typeof(Searches), typeof(Configurations), typeof(SignIns), typeof(Statistics), typeof(ArticleShelf), typeof(ArticleWriter), typeof(ArticleWarmer) })
            services.AddSingleton(type);
        _services = services.BuildServiceProvider();
    }

    [TearDown]
    public async Task CloseAsync() => await _services.DisposeAsync();

    [Test]
    public async Task Cache_first()
    {
        var accounts = Get<Accounts>();

        Assert.That((await accounts.GetAsync("u1"))?.Name, Is.EqualTo("name of u1"));
        Assert.That((await accounts.GetAsync("u1"))?.Name, Is.EqualTo("name of u1"));

        Assert.That(_data.Reads, Is.EqualTo(1));
    }

    [Test]
    public async Task Invalidate_on_update()
    {
        var articles = Get<Articles>();
        var before = await articles.GetAsync(1);

        await articles.UpdateAsync(before! with { Name = "new" });

        Assert.That((await articles.GetAsync(1))?.Name, Is.EqualTo("new"));
    }

    [Test]
    public async Task Rate_limiting()
    {
        var searches = Get<Searches>();
        for (var call = 0; call < 10; call++)
            Assert.That((await searches.OpenAsync("u1", 1)).Found?.Id, Is.EqualTo(1));
        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.That(await searches.OpenAsync("u1", 1), Is.EqualTo(((Article?)null, TimeSpan.FromSeconds(40))));
        Assert.That((await searches.OpenAsync("u2", 1)).Found?.Id, Is.EqualTo(1), "each user has a limit of his own");
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.That((await searches.OpenAsync("u1", 1)).Found?.Id, Is.EqualTo(1));
    }

    [Test]
    public async Task Concurrent_modifications_are_refused()
    {
        var (articles, editor) = (Get<Articles>(), Get<PriceEditor>());
        Assert.That((await articles.GetAsync(1))?.Price, Is.EqualTo(1));

        Assert.That(await editor.RaiseAsync(1, 2), Is.True);
        Assert.That((await articles.GetAsync(1))?.Price, Is.EqualTo(3));
        await using (await Get<ICacheLocks>().AcquireAsync("article:1", TimeSpan.FromSeconds(10)))
            Assert.That(await editor.RaiseAsync(1, 2), Is.False);

        Assert.That((await articles.GetAsync(1))?.Price, Is.EqualTo(3));
        Assert.That(async () => await editor.RaiseAsync(404, 2), Throws.InstanceOf<KeyNotFoundException>());
        Assert.That(await editor.RaiseAsync(1, 2), Is.True, "the lock is free again");
    }

    [Test]
    public async Task Configuration_serves_while_the_database_is_down()
    {
        var configurations = Get<Configurations>();
        Assert.That((await configurations.GetAsync()).Theme, Is.EqualTo("theme 1"));
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.That((await configurations.GetAsync()).Theme, Is.EqualTo("theme 1"));

        _time.Advance(TimeSpan.FromMinutes(2));
        _data.IsDown = true;
        Assert.That((await configurations.GetAsync()).Theme, Is.EqualTo("theme 1"), "stale");
        _data.IsDown = false;
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.That((await configurations.GetAsync()).Theme, Is.EqualTo("theme 3"), "the second load failed");
    }

    [Test]
    public async Task Sessions_live_on_while_they_are_used_and_end_together()
    {
        var signIns = Get<SignIns>();
        var (used, unused, other) = (await signIns.BeginAsync("ada", "a@x"), await signIns.BeginAsync("ada", "a@x"), await signIns.BeginAsync("bob", "b@x"));
        Assert.That(await signIns.CountAsync("ada"), Is.EqualTo(2));

        _time.Advance(TimeSpan.FromDays(4));
        Assert.That(await signIns.FindAsync(used), Is.EqualTo(new SignIn("ada", "a@x")));
        _time.Advance(TimeSpan.FromDays(4));
        Assert.That(await signIns.FindAsync(used), Is.Not.Null);
        Assert.That(await signIns.FindAsync(unused), Is.Null);
        Assert.That(await signIns.FindAsync(other), Is.Null);

        await signIns.EndAllAsync("ada");
        Assert.That(await signIns.FindAsync(used), Is.Null);
        var last = await signIns.BeginAsync("ada", "a@x");
        await signIns.EndAsync(last);
        Assert.That(await signIns.CountAsync("ada"), Is.Zero);
    }

    [Test]
    public async Task Aggregates_of_days_that_are_over_stay()
    {
        var statistics = Get<Statistics>();
        _time.Advance(s_today.ToDateTime(new(12, 0), DateTimeKind.Utc) - _time.GetUtcNow().UtcDateTime);
        foreach (var day in new[] { s_today, s_today.AddDays(-1) })
            await statistics.GetAsync(day);

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.That((await statistics.GetAsync(s_today)).Orders, Is.EqualTo(3), "summed anew");
        Assert.That((await statistics.GetAsync(s_today.AddDays(-1))).Orders, Is.EqualTo(2));
    }

    [Test]
    public async Task Cache_aside_keeps_what_is_absent_too()
    {
        var shelf = Get<ArticleShelf>();

        Assert.That((await shelf.GetAsync(1))?.Id, Is.EqualTo(1));
        Assert.That((await shelf.GetAsync(1))?.Id, Is.EqualTo(1));
        Assert.That(await shelf.GetAsync(404), Is.Null);
        Assert.That(await shelf.GetAsync(404), Is.Null);

        Assert.That(_data.Reads, Is.EqualTo(2));
    }

    [Test]
    public async Task Write_through()
    {
        var writer = Get<ArticleWriter>();

        await writer.SaveAsync(new(1, "saved", 5));

        Assert.That((await writer.GetAsync(1))?.Name, Is.EqualTo("saved"));
        Assert.That(_data.Reads, Is.Zero);
    }

    [Test]
    public async Task Warm_up()
    {
        await Get<ArticleWarmer>().WarmAsync();

        Assert.That((await Get<Articles>().GetAsync(2))?.Name, Is.EqualTo("article 2"));
        Assert.That(_data.Reads, Is.Zero);
    }

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private sealed class ShopData : IShopData
    {
        private readonly Dictionary<int, Article> _articles = Enumerable.Range(1, 3).ToDictionary(static id => id, static id => new Article(id, $"article {id}", id));
        private int _loads;

        public int Reads { get; private set; }

        public bool IsDown { get; set; }

        public Task<Account?> FindAccountAsync(string id, CancellationToken cancellationToken)
        {
            Reads++;
            return Task.FromResult<Account?>(new(id, $"name of {id}"));
        }

        public Task<Article?> FindArticleAsync(int id, CancellationToken cancellationToken)
        {
            Reads++;
            return Task.FromResult(_articles.GetValueOrDefault(id));
        }

        public Task<Article?> SaveArticleAsync(Article article, CancellationToken cancellationToken) => Task.FromResult<Article?>(_articles[article.Id] = article);

        public IAsyncEnumerable<Article> PopularArticlesAsync(CancellationToken cancellationToken) => _articles.Values.ToAsyncEnumerable();

        public Task<AppSettings> LoadSettingsAsync(CancellationToken cancellationToken)
        {
            _loads++;
            return IsDown ? Task.FromException<AppSettings>(new TimeoutException("The database is down.")) : Task.FromResult(new AppSettings($"theme {_loads}", 20));
        }

        public Task<DayTotals> SumOrdersAsync(DateOnly day, CancellationToken cancellationToken) => Task.FromResult(new DayTotals(day, ++_loads, 10));
    }
}
