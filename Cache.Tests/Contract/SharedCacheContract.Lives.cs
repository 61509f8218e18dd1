using Cache.Tests.Engine;

namespace Cache.Tests.Contract;

// times to live, as several nodes see them
public abstract partial class SharedCacheContract
{
    [Test]
    public async Task A_shorter_time_that_one_node_gives_ends_the_value_on_another()
    {
        var definition = Container.Define<int, string>($"c-{Guid.NewGuid():N}");
        var (here, there) = (definition.In(Node.Cache), definition.In(_other.Cache));
        await here.SetAsync(1, "value");
        Assert.That(await there.GetTask(Forbidden<int>(), 1), Is.EqualTo("value"), "in its memory, where it has some");

        Assert.That(await here.TouchAsync(1, TimeSpan.FromMilliseconds(50)), Is.True);
        var since = TimeProvider.System.GetTimestamp();
        await EventuallyAsync(async () => await there.GetTask(Returns<int>("new"), 1) == "new");

        Assert.That(TimeProvider.System.GetElapsedTime(since), Is.LessThan(TimeSpan.FromSeconds(2)), "its time, and the window");
    }

    [Test]
    public async Task A_longer_time_that_one_node_gives_is_that_of_another()
    {
        var definition = Container.Define<int, string>($"c-{Guid.NewGuid():N}");
        var (here, there) = (definition.In(Node.Cache), definition.In(_other.Cache));
        await here.SetAsync(1, "value", TimeSpan.FromMilliseconds(300));
        Assert.That(await there.GetTask(Forbidden<int>(), 1), Is.EqualTo("value"));

        Assert.That(await there.TouchAsync(1, TimeSpan.FromMinutes(1)), Is.True);

        Assert.That(await here.GetTimeToLiveAsync(1), Is.InRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(61)));
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromMilliseconds(400))
            Assert.That(await here.GetTask(Forbidden<int>(), 1), Is.EqualTo("value"));
    }

    [Test]
    public async Task One_node_lists_what_another_has_set()
    {
        var definition = Container.Define<int, string>($"c-{Guid.NewGuid():N}");
        await definition.In(Node.Cache).SetAsync(1, "here");
        await definition.In(_other.Cache).SetAsync(2, "there");

        Assert.That((await PagesAsync(definition.In(Node.Cache), "*")).Single().Select(static key => key.Text), Is.EquivalentTo(new[] { "1", "2" }));
    }
}
