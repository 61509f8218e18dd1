using Cache.CompilerServices;

namespace Cache.Tests.Engine;

public class ManualCacheTests
{
    [Test]
    public async Task Set_TryGet_Exists_and_Invalidate()
    {
        await using var container = new Container();
        var sessions = Sessions(container);

        Assert.That((await sessions.TryGetAsync("a")).Found, Is.False);
        await sessions.SetAsync("a", "one");
        Assert.That((await sessions.TryGetAsync("a")).Value, Is.EqualTo("one"));
        Assert.That(await sessions.ExistsAsync("a"), Is.True);
        Assert.That(await sessions.ExistsAsync("a", "one"), Is.True);
        Assert.That(await sessions.ExistsAsync("a", "two"), Is.False);
        Assert.That(await sessions.ExistsAsync("b"), Is.False);
        Assert.That(await sessions.ExistsAsync("b", null!), Is.False, "nothing is not null");

        Assert.That(await sessions.InvalidateAsync("a"), Is.EqualTo(InvalidationResult.Applied));
        Assert.That(await sessions.ExistsAsync("a"), Is.False);
        Assert.That(await sessions.ExistsAsync("a", "one"), Is.False);
    }

    [Test]
    public async Task GetOrCreate_runs_the_factory_once_for_all_who_wait()
    {
        await using var container = new Container();
        var sessions = Sessions(container);
        var hold = new TaskCompletionSource<string>();
        var made = 0;

        var callers = Enumerable.Range(0, 10).Select(_ => sessions.GetOrCreateAsync("a", (key, _) =>
        {
            made++;
            Assert.That(key, Is.EqualTo("a"));
            return new(hold.Task);
        }).AsTask()).ToArray();
        hold.SetResult("one");

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("one"));
        Assert.That(made, Is.EqualTo(1));
        Assert.That(await sessions.GetOrCreateAsync("a", (_, _) => new("two")), Is.EqualTo("one"));
    }

    [Test]
    public async Task GetOrCreate_with_a_context_lets_the_factory_say_how_its_value_is_stored()
    {
        await using var container = new Container();
        var sessions = Sessions(container);

        await sessions.GetOrCreateAsync("a", static (_, context, _) => { context.AddTag("user:1"); return new("one"); });
        await sessions.GetOrCreateAsync("b", static (_, context, _) => { context.Store = false; return new("two"); });
        Assert.That(await sessions.ExistsAsync("a"), Is.True);
        Assert.That(await sessions.ExistsAsync("b"), Is.False);

        await container.Cache.InvalidateTagAsync("user:1");
        Assert.That(await sessions.ExistsAsync("a"), Is.False);
    }

    [Test]
    public async Task The_token_of_the_caller_ends_its_wait_and_the_factory_hears_of_it_when_it_was_the_last()
    {
        await using var container = new Container();
        var sessions = Sessions(container);
        using var leaving = new CancellationTokenSource();
        var told = new TaskCompletionSource();

        var caller = sessions.GetOrCreateAsync("a", async (_, token) =>
        {
            await using var registration = token.Register(told.SetResult);
            return await new TaskCompletionSource<string>().Task;
        }, leaving.Token);
        await leaving.CancelAsync();

        Assert.That(async () => await caller, Throws.InstanceOf<OperationCanceledException>());
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task Refresh_makes_the_value_anew_and_the_old_one_serves_meanwhile()
    {
        await using var container = new Container();
        var sessions = Sessions(container);
        await sessions.SetAsync("a", "one");
        var hold = new TaskCompletionSource<string>();

        var refresh = sessions.RefreshAsync("a", (_, _) => new(hold.Task)).AsTask();
        Assert.That(await sessions.GetOrCreateAsync("a", static (_, _) => throw new NotSupportedException()), Is.EqualTo("one"));
        hold.SetResult("two");

        Assert.That(await refresh, Is.EqualTo("two"));
        Assert.That((await sessions.TryGetAsync("a")).Value, Is.EqualTo("two"));
    }

    [Test]
    public async Task A_set_may_have_a_Ttl_of_its_own()
    {
        await using var container = new Container();
        var sessions = Sessions(container);

        Assert.That(async () => await sessions.SetAsync("a", "one", TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(async () => await sessions.SetAsync("a", "one", TimeSpan.FromTicks(-10_001)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(await sessions.ExistsAsync("a"), Is.False);

        await sessions.SetAsync("a", "one", TimeSpan.FromSeconds(1));
        await sessions.SetAsync("b", "two", Timeout.InfiniteTimeSpan);
        container.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await sessions.ExistsAsync("a"), Is.False);
        container.Time.Advance(TimeSpan.FromDays(10_000));
        Assert.That(await sessions.ExistsAsync("b"), Is.True);
    }

    [Test]
    public async Task An_empty_key_is_refused_with_the_name_of_the_cache()
    {
        await using var container = new Container();
        var sessions = Sessions(container);
        Func<Task>[] calls =
        [
            async () => await sessions.TryGetAsync(""),
            async () => await sessions.SetAsync("", "one"),
            async () => await sessions.TouchAsync("", TimeSpan.FromMinutes(1)),
            async () => await sessions.GetTimeToLiveAsync(""),
        ];

        foreach (var call in calls)
            Assert.That(call, Throws.ArgumentException.With.Message.Contains("'sessions'").And.Property(nameof(ArgumentException.ParamName)).EqualTo("key"));
        Assert.That(async () => await sessions.GetTimeToLiveAsync(null!), Throws.ArgumentNullException);
        Assert.That(async () => await sessions.TouchAsync(null!, TimeSpan.FromMinutes(1)), Throws.ArgumentNullException);
    }

    [Test]
    public async Task A_touch_counts_from_its_own_time_and_a_value_that_is_loaded_anew_keeps_what_it_has()
    {
        await using var container = new Container();
        var sessions = Sessions(container);
        await sessions.SetAsync("a", "one", TimeSpan.FromSeconds(10));
        container.Time.Advance(TimeSpan.FromSeconds(9));

        Assert.That(await sessions.TouchAsync("a", TimeSpan.FromSeconds(10)), Is.True);
        container.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.That(await sessions.GetTimeToLiveAsync("a"), Is.EqualTo(TimeSpan.FromSeconds(1)));
        var hold = new TaskCompletionSource<string>();
        var refresh = sessions.RefreshAsync("a", (_, _) => new(hold.Task)).AsTask();
        Assert.That(await sessions.TouchAsync("a", TimeSpan.FromHours(1)), Is.True);
        Assert.That(await sessions.GetTimeToLiveAsync("a"), Is.EqualTo(TimeSpan.FromSeconds(1)));
        hold.SetException(new InvalidOperationException("the database is down"));

        Assert.That(async () => await refresh, Throws.InvalidOperationException);
        container.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await sessions.GetTimeToLiveAsync("a"), Is.Null);
        Assert.That(await sessions.TouchAsync("a", TimeSpan.FromHours(1)), Is.False);
        Assert.That(container.Store.Count, Is.EqualTo(1), "the store of these tests keeps what has expired; what was replaced is gone");
    }

    [Test]
    public async Task InvalidateMatching_and_InvalidateAll()
    {
        await using var container = new Container();
        var sessions = Sessions(container);
        foreach (var key in new[] { "user:1:web", "user:2:web", "user:2:app", "other" })
            await sessions.SetAsync(key, key);

        await sessions.InvalidateMatchingAsync("user:*:web");
        Assert.That(await sessions.ExistsAsync("user:1:web"), Is.False);
        Assert.That(await sessions.ExistsAsync("user:2:web"), Is.False);
        Assert.That(await sessions.ExistsAsync("user:2:app"), Is.True);
        Assert.That(await sessions.ExistsAsync("other"), Is.True);

        await sessions.InvalidateAllAsync();
        Assert.That(await sessions.ExistsAsync("user:2:app"), Is.False);
        Assert.That(await sessions.ExistsAsync("other"), Is.False);
    }

    [Test]
    public async Task Key_is_the_text_of_the_key()
    {
        await using var container = new Container();

        Assert.That(Sessions(container).Key("a"), Is.EqualTo("app:sessions:a"));
    }

    [Test]
    public async Task A_key_may_be_kept_in_another_shape_and_the_factory_gets_the_one_of_the_caller()
    {
        await using var container = new Container();
        var cache = new ManualCacheDefinition<Uri, string, string>
        {
            Name = "pages",
            Declaration = "Cache.Tests.Pages",
            Parameters = ["key"],
            ToKey = static uri => uri.OriginalString,
            WriteKey = static (string key, ref KeyWriter text) => text.Append(key),
            Load = ManualCacheDefinition<Uri, string, string>.RunFactory,
        }.OpenIn(container.Cache);
        var uri = new Uri("https://example.org/a");

        Assert.That(await cache.GetOrCreateAsync(uri, (key, _) => new(ReferenceEquals(key, uri) ? "the same" : "another")), Is.EqualTo("the same"));
        Assert.That(await cache.ExistsAsync(new Uri("https://example.org/a")), Is.True);
    }

    [Test]
    public async Task Null_arguments_are_refused_by_name()
    {
        await using var container = new Container();
        var sessions = Sessions(container);

        Assert.That(async () => await sessions.TryGetAsync(null!), Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("key"));
        Assert.That(async () => await sessions.SetAsync(null!, "one"), Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("key"));
        Assert.That(async () => await sessions.InvalidateAsync(null!), Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("key"));
        Assert.That(async () => await sessions.ExistsAsync(null!), Throws.ArgumentNullException);
        Assert.That(async () => await sessions.GetOrCreateAsync(null!, static (_, _) => new("one")), Throws.ArgumentNullException);
        Assert.That(async () => await sessions.RefreshAsync(null!, static (_, _) => new("one")), Throws.ArgumentNullException);
        Assert.That(async () => await sessions.GetOrCreateAsync("a", (Func<string, CancellationToken, ValueTask<string>>)null!),
            Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("factory"));
        Assert.That(async () => await sessions.GetOrCreateAsync("a", (Func<string, CacheContext, CancellationToken, ValueTask<string>>)null!),
            Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("factory"));
        Assert.That(async () => await sessions.RefreshAsync("a", null!),
            Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("factory"));
        Assert.That(container.Store.Count, Is.Zero);
    }

    [Test]
    public async Task One_container_has_one_view_of_it()
    {
        await using var container = new Container();
        await using var other = new Container();
        var definition = Definition();

        var view = definition.OpenIn(container.Cache);
        Assert.That(definition.OpenIn(container.Cache), Is.SameAs(view));
        Assert.That(definition.OpenIn(other.Cache), Is.Not.SameAs(view));
    }

    private static ICache<string, string> Sessions(Container container) => Definition().OpenIn(container.Cache);

    private static ManualCacheDefinition<string, string, string> Definition() => new()
    {
        Name = "sessions",
        Declaration = "Cache.Tests.Sessions",
        Parameters = ["key"],
        Ttl = "1h",
        ToKey = static key => key,
        WriteKey = static (string key, ref KeyWriter text) => text.Append(key),
        Load = ManualCacheDefinition<string, string, string>.RunFactory,
    };
}
