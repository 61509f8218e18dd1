using Cache.Tests.Engine;

namespace Cache.Tests.SharedTier;

/// <summary>A touch on a node that shares a tier: it changes the value that it has seen, and no other; and no other node serves it for longer.</summary>
public sealed class TouchTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly string _namespace = $"touch-{Guid.NewGuid():N}";
    private ManualTimeProvider _time = null!;
    private DrivenServer _server = null!;
    private DrivenContainer _here = null!;
    private DrivenContainer _there = null!;

    [SetUp]
    public void Open()
    {
        _time = new();
        _server = new(_time);
        _here = new(_server, _time, @namespace: _namespace);
        _there = new(_server, _time, @namespace: _namespace);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    [Test]
    public async Task A_touch_that_an_invalidation_overtakes_revives_nothing()
    {
        var (here, there) = Caches();
        await here.SetAsync(1, "value");
        var read = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        _server.Before = async command =>
        {
            if (command != "amend" || !read.TrySetResult())
                return;
            await goOn.Task;
        };

        var touch = here.TouchAsync(1, TimeSpan.FromHours(1)).AsTask();
        await read.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await there.InvalidateAsync(1);
        goOn.SetResult();

        Assert.That(await touch, Is.False);
        Assert.That(await here.ExistsAsync(1), Is.False);
        Assert.That(await there.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task A_touch_that_a_set_overtakes_is_of_the_value_that_was_set()
    {
        var (here, there) = Caches();
        await here.SetAsync(1, "old");
        var overtaken = false;
        _server.Before = async command =>
        {
            if (command != "amend" || overtaken)
                return;
            overtaken = true;
            await there.SetAsync(1, "new");
        };

        Assert.That(await here.TouchAsync(1, TimeSpan.FromHours(1)), Is.True);

        Assert.That((await here.TryGetAsync(1)).Value, Is.EqualTo("new"));
        Assert.That(await there.GetTimeToLiveAsync(1), Is.EqualTo(TimeSpan.FromHours(1)).Within(TimeSpan.FromSeconds(1)));
        Assert.That(_server.Commands.Count(static command => command == "amend"), Is.EqualTo(2), "the first found another value");
    }

    [Test]
    public async Task A_shorter_time_ends_the_copies_of_other_nodes_though_its_message_is_lost()
    {
        var (here, there) = Caches();
        await here.SetAsync(1, "value");
        Assert.That((await there.TryGetAsync(1)).Value, Is.EqualTo("value"));
        Assert.That(await there.GetTask(static (_, _, _) => throw new NotSupportedException(), 1), Is.EqualTo("value"), "in memory now");
        _server.Messages = Messages.Lost;

        Assert.That(await here.TouchAsync(1, TimeSpan.FromMilliseconds(100)), Is.True);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.That(await here.ExistsAsync(1), Is.False, "at once on the node of the touch");
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.That(await there.GetTask(static (_, _, _) => new("new"), 1), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_longer_time_is_told_to_nobody_and_found_by_all()
    {
        var (here, there) = Caches();
        await here.SetAsync(1, "value", s_minute);
        Assert.That(await there.GetTask(static (_, _, _) => throw new NotSupportedException(), 1), Is.EqualTo("value"));
        _server.Messages = Messages.Held;

        Assert.That(await here.TouchAsync(1, 3 * s_minute), Is.True);

        Assert.That(_server.Held, Is.Zero);
        _time.Advance(2 * s_minute);
        Assert.That((await there.TryGetAsync(1)).Value, Is.EqualTo("value"));
        Assert.That((await here.TryGetAsync(1)).Value, Is.EqualTo("value"));
        _time.Advance(2 * s_minute);
        Assert.That(await there.ExistsAsync(1), Is.False);
        Assert.That(await here.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task While_a_load_is_to_replace_the_value_it_keeps_its_time_and_the_new_one_has_that_of_the_load()
    {
        var (here, there) = Caches();
        await here.SetAsync(1, "old", s_minute);
        var loads = new HeldLoads<int, string>();

        var refresh = there.RefreshAsync(loads.Of(), 1).AsTask();
        var load = await loads.AtAsync(0);
        Assert.That(await here.TouchAsync(1, TimeSpan.FromHours(1)), Is.True);
        Assert.That(await here.GetTimeToLiveAsync(1), Is.EqualTo(s_minute).Within(TimeSpan.FromSeconds(1)));
        load.Return("new");
        await refresh;

        Assert.That(await there.GetTimeToLiveAsync(1), Is.EqualTo(5 * s_minute).Within(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task A_touch_that_cannot_be_sent_says_so_and_a_listing_fails()
    {
        var (here, _) = Caches();
        await here.SetAsync(1, "value", s_minute);
        _server.IsAway = true;

        Assert.That(await here.TouchAsync(1, TimeSpan.FromHours(1)), Is.False);
        Assert.That(await here.GetTimeToLiveAsync(1), Is.EqualTo(s_minute).Within(TimeSpan.FromSeconds(1)), "what memory serves");
        Assert.That(async () => { await foreach (var _ in here.KeysAsync("*", 10)) { } }, Throws.InstanceOf<Cache.SharedTier.SharedStoreException>());
    }

    // the sequences are read four times a window
    private async Task AdvanceAsync(TimeSpan time)
    {
        for (var step = 0; step < 20; step++)
        {
            var commands = _server.Commands.Count;
            _time.Advance(time / 20);
            for (var yields = 0; yields < 50 && _server.Commands.Count == commands; yields++)
                await Task.Yield();
        }
    }

    private (Cache.CompilerServices.MethodCache<Load<int, string>, int, string> Here, Cache.CompilerServices.MethodCache<Load<int, string>, int, string> There) Caches()
    {
        var definition = Container.Define<int, string>();
        return (definition.In(_here.Cache), definition.In(_there.Cache));
    }
}
