namespace Cache.Tests.Engine;

public class ContextTests
{
    [Test]
    public async Task A_load_may_say_how_long_its_value_lives()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(ttl: "5m", jitter: "4m", takesContext: true).In(container.Cache);
        await cache.GetTask(static (_, context, _) => { context.Ttl = TimeSpan.FromSeconds(30); return new("token"); }, 1);
        await cache.GetTask(static (_, context, _) => { context.Ttl = Timeout.InfiniteTimeSpan; return new("for ever"); }, 2);

        container.Time.Advance(TimeSpan.FromSeconds(30) - Cache.Time.CoarseClock.Resolution);
        Assert.That(await cache.ExistsAsync(1), Is.True);
        container.Time.Advance(Cache.Time.CoarseClock.Resolution);
        Assert.That(await cache.ExistsAsync(1), Is.False);
        container.Time.Advance(TimeSpan.FromDays(1));
        Assert.That(await cache.ExistsAsync(2), Is.True);
    }

    [Test]
    public async Task A_load_may_say_that_its_value_is_not_stored_and_those_who_wait_get_it()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(takesContext: true).In(container.Cache);
        var loads = new HeldLoads<int, string>();

        var callers = new[] { cache.GetTask(loads.Of(), 1), cache.GetTask(loads.Of(), 1) };
        loads[0].Context.Store = false;
        loads[0].Return("partial result");

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("partial result"));
        Assert.That(await cache.ExistsAsync(1), Is.False);
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task A_tag_that_a_load_names_stands_beside_those_of_the_declaration()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(tags: static key => [$"user:{key}"], takesContext: true).In(container.Cache);

        foreach (var tag in new[] { "user:1", "city:7", "city:8" })
        {
            await cache.GetTask(static (_, context, _) => { context.AddTag("city:7"); context.AddTag("city:8"); return new("value"); }, 1);
            Assert.That(await cache.ExistsAsync(1), Is.True);
            await container.Cache.InvalidateTagAsync("city:9");
            Assert.That(await cache.ExistsAsync(1), Is.True);
            await container.Cache.InvalidateTagAsync(tag);
            Assert.That(await cache.ExistsAsync(1), Is.False, tag);
        }
    }

    [Test]
    public async Task Each_run_has_a_context_of_its_own()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(takesContext: true).In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of(), 1, leaving.Token);
        var second = cache.GetTask(loads.Of(), 1);
        loads[0].Context.Store = false;
        loads[0].Context.AddTag("of the first run");
        await leaving.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Throw(new ObjectDisposedException("its service"));
        Assert.That(loads[1].Context, Is.Not.SameAs(loads[0].Context));
        loads[1].Return("value");
        await second;

        await container.Cache.InvalidateTagAsync("of the first run");
        Assert.That(await cache.ExistsAsync(1), Is.True);
    }

    [TestCase(0)]
    [TestCase(-1)]
    public async Task A_Ttl_that_is_not_above_zero_fails_the_load(int seconds)
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(takesContext: true).In(container.Cache);

        Assert.That(async () => await cache.GetTask((_, context, _) => { context.Ttl = TimeSpan.FromSeconds(seconds); return new("value"); }, 1),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(async () => await cache.GetTask((_, context, _) => { context.AddTag(""); return new("value"); }, 1),
            Throws.InstanceOf<ArgumentException>());
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task A_method_that_takes_no_context_is_handed_none()
    {
        await using var container = new Container();
        var cache = Container.Define<int, bool>().In(container.Cache);

        Assert.That(await cache.GetTask(static (_, context, _) => new(context is null), 1), Is.True);
    }
}
