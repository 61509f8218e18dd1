namespace Cache.Tests.Engine;

public class NullAndDefaultTests
{
    [Test]
    public async Task Null_is_a_value_like_any_other()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>().In(container.Cache);
        var loads = 0;

        for (var i = 0; i < 3; i++)
            Assert.That(await cache.GetTask((_, _, _) => { loads++; return new((string?)null); }, 1), Is.Null);

        Assert.That(loads, Is.EqualTo(1));
        Assert.That(await cache.TryGetAsync(1), Is.EqualTo(new CacheResult<string?>(null)));
        Assert.That((await cache.TryGetAsync(2)).Found, Is.False);
    }

    [Test]
    public void What_a_look_has_found_can_be_written_to_a_log()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That($"{new CacheResult<string>("Ada")}", Is.EqualTo("CacheResult { Found = True, Value = Ada }"));
            Assert.That($"{default(CacheResult<string>)}", Is.EqualTo("CacheResult { Found = False }"));
        }
    }

    [Test]
    public async Task So_are_zero_and_the_empty_string_and_a_default_struct()
    {
        await using var container = new Container();
        var numbers = Container.Define<int, int>("numbers").In(container.Cache);
        var texts = Container.Define<int, string>("texts").In(container.Cache);
        var times = Container.Define<int, TimeSpan>("times").In(container.Cache);
        var loads = 0;

        for (var i = 0; i < 3; i++)
        {
            Assert.That(await numbers.GetTask((_, _, _) => { loads++; return new(0); }, 0), Is.Zero);
            Assert.That(await texts.GetValueTask((_, _, _) => { loads++; return new(""); }, 0), Is.Empty);
            Assert.That(times.GetValue((_, _, _) => { loads++; return new(default(TimeSpan)); }, 0), Is.EqualTo(TimeSpan.Zero));
        }

        Assert.That(loads, Is.EqualTo(3));
    }

    [Test]
    public async Task With_CacheNull_off_a_null_is_handed_to_all_who_wait_and_not_stored()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(cacheNull: false).In(container.Cache);
        var loads = new HeldLoads<int, string?>();

        var first = cache.GetTask(loads.Of(), 1);
        var second = cache.GetTask(loads.Of(), 1);
        loads[0].Return(null);

        Assert.That(await Task.WhenAll(first, second), Is.All.Null);
        Assert.That(container.Store.Count, Is.Zero);
        Assert.That(await cache.ExistsAsync(1), Is.False);
        var third = cache.GetTask(loads.Of(), 1);
        loads[1].Return("value");
        Assert.That(await third, Is.EqualTo("value"));
        Assert.That(await cache.ExistsAsync(1), Is.True);
    }

    [Test]
    public async Task With_CacheNull_off_a_nullable_without_a_value_is_null_and_a_zero_is_not()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int?>(cacheNull: false).In(container.Cache);

        Assert.That(await cache.GetTask(static (_, _, _) => new((int?)null), 1), Is.Null);
        Assert.That(await cache.GetTask(static (_, _, _) => new((int?)0), 2), Is.Zero);

        Assert.That(await cache.ExistsAsync(1), Is.False);
        Assert.That(await cache.ExistsAsync(2), Is.True);
    }

    [Test]
    public async Task A_null_that_is_set_is_stored_whatever_CacheNull_says()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(cacheNull: false).In(container.Cache);

        await cache.SetAsync(1, null);

        Assert.That(await cache.TryGetAsync(1), Is.EqualTo(new CacheResult<string?>(null)));
    }
}
