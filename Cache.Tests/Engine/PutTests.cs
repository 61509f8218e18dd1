using Cache.CompilerServices;

namespace Cache.Tests.Engine;

public class PutTests
{
    private static readonly PageKey s_key = new("acme", 1);

    [Test]
    public async Task The_result_of_a_write_is_the_entry()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        await cache.SetAsync(s_key, "old");

        Assert.That(await Write(cache, "new"), Is.EqualTo("new"));

        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("new"));
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task Of_writes_that_overlap_none_is_kept_in_whatever_order_they_end([Values] bool lastBegunEndsFirst)
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        await cache.SetAsync(s_key, "old");
        var one = new TaskCompletionSource<string>();
        var two = new TaskCompletionSource<string>();

        var first = Write(cache, one.Task);
        var second = Write(cache, two.Task);
        (lastBegunEndsFirst ? two : one).SetResult("ends first");
        (lastBegunEndsFirst ? one : two).SetResult("ends last");
        await Task.WhenAll(first, second);

        Assert.That(await cache.ExistsAsync(s_key), Is.False, "nobody can tell which of the two the database holds");
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task Of_writes_one_after_the_other_the_last_is_kept()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);

        for (var i = 0; i < 5; i++)
            await Write(cache, $"{i}");

        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("4"));
        Assert.That(container.Store.Count, Is.EqualTo(1));
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.All))]
    public async Task An_invalidation_during_a_write_keeps_its_result_from_being_stored(Invalidation invalidation)
    {
        await using var container = new Container();
        var cache = invalidation.Define().In(container.Cache);
        var body = new TaskCompletionSource<string>();

        var write = Write(cache, body.Task);
        await invalidation.Apply(cache, container.Cache, s_key);
        body.SetResult("written before or after?");
        await write;

        // a put names no tags beside the declared ones
        Assert.That(await cache.ExistsAsync(s_key), Is.EqualTo(invalidation.DynamicTag is not null));
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task A_set_during_a_write_makes_the_key_nobodys()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        var body = new TaskCompletionSource<string>();

        var write = Write(cache, body.Task);
        await cache.SetAsync(s_key, "set");
        body.SetResult("written");
        await write;

        Assert.That(await cache.ExistsAsync(s_key), Is.False);
    }

    [Test]
    public async Task An_invalidation_after_a_write_removes_its_result()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>(static key => [$"tenant:{key.Tenant}"]).In(container.Cache);
        await Write(cache, "written");

        await container.Cache.InvalidateTagAsync("tenant:acme");

        Assert.That(await cache.ExistsAsync(s_key), Is.False);
    }

    [Test]
    public async Task A_load_that_began_before_the_write_was_done_does_not_replace_its_result()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        var loads = new HeldLoads<PageKey, string>();
        var body = new TaskCompletionSource<string>();

        var write = Write(cache, body.Task);
        var waiting = cache.GetTask(loads.Of(), s_key);
        body.SetResult("new");
        await write;
        loads[0].Return("old");

        Assert.That(await waiting, Is.EqualTo("old"));
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task A_load_that_ended_before_the_write_was_done_is_replaced_by_its_result()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        var body = new TaskCompletionSource<string>();

        var write = Write(cache, body.Task);
        await cache.GetTask(static (_, _, _) => new("old"), s_key);
        body.SetResult("new");
        await write;

        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("new"));
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task A_write_that_throws_stores_nothing_and_its_exception_comes()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        await cache.SetAsync(s_key, "old");
        var failure = new InvalidOperationException("conflict");

        Assert.That(async () => await Write(cache, Task.FromException<string>(failure)), Throws.Exception.SameAs(failure));
        Assert.That(async () => await CacheWrite.PutAsync(0, _ => throw failure, [cache.Puts(s_key)]), Throws.Exception.SameAs(failure));

        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("old"));
    }

    [Test]
    public async Task With_CacheNull_off_a_write_that_gives_null_removes_the_entry()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string?>(cacheNull: false).In(container.Cache);
        await cache.SetAsync(s_key, "old");

        await CacheWrite.PutAsync(0, static _ => new ValueTask<string?>((string?)null), [cache.Puts(s_key)]);

        Assert.That(await cache.ExistsAsync(s_key), Is.False);
        Assert.That(container.Store.Count, Is.Zero);
    }

    [Test]
    public async Task A_result_that_cannot_be_stored_removes_the_entry_and_is_put_elsewhere_all_the_same()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        var other = Container.Define<int, string>("others").In(container.Cache);
        await cache.SetAsync(s_key, "old");
        container.Store.Size = static value => value is "new" ? throw new NotSupportedException("no size") : 1;

        Assert.That(async () => await CacheWrite.PutAsync(0, static _ => new ValueTask<string>("new"), [cache.Puts(s_key), new Recorded(container.Store, other.Puts(1))]),
            Throws.InstanceOf<NotSupportedException>());

        Assert.That(await cache.ExistsAsync(s_key), Is.False, "the old value is wrong whether the new one can be stored or not");
        Assert.That((await other.TryGetAsync(1)).Value, Is.EqualTo("new"));
    }

    private static Task<string> Write(MethodCache<Load<PageKey, string>, PageKey, string> cache, string result) => Write(cache, Task.FromResult(result));

    private static Task<string> Write(MethodCache<Load<PageKey, string>, PageKey, string> cache, Task<string> body) =>
        CacheWrite.PutAsync(body, static body => new ValueTask<string>(body), [cache.Puts(s_key)]);

    // the second of two puts, from which on sizes are known again
    private sealed class Recorded(UnboundedStore store, WriteEffect<string> put) : WriteEffect<string>
    {
        public override ValueTask BeginAsync() => put.BeginAsync();

        public override ValueTask ApplyAsync(string value)
        {
            store.Size = null;
            return put.ApplyAsync(value);
        }
    }
}
