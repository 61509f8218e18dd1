namespace Cache.Tests.Engine;

// loads that ask for each other: a circle is refused, all else is not
public sealed class ManyReentranceTests
{
    private Container _container = null!;
    private ManyCache _users = null!;

    [SetUp]
    public void Open()
    {
        _container = new();
        _users = new(Container.Define<int, string?>().In(_container.Cache));
    }

    [TearDown]
    public async Task CloseAsync() => await _container.DisposeAsync();

    [Test]
    public void A_load_of_many_keys_that_asks_for_one_of_them_is_refused([Values(1, 2)] int key, [Values] bool asksForMany)
    {
        var call = _users.GetManyAsync(
            async (ids, _, _) =>
            {
                await Task.Yield();
                return asksForMany ? await _users.GetManyAsync(7, key) : new Dictionary<int, string?> { [key] = await _users.GetAsync(key) };
            }, [1, 2]);
        if (asksForMany)
            _users.Batches.AtAsync(0).ContinueWith(static load => load.Result.Return(Many.Of("nested", 7)), TaskScheduler.Default);

        Assert.That(async () => await call.WaitAsync(TimeSpan.FromSeconds(10)), Throws.InvalidOperationException.With.Message.Contains("things:1 and 1 more").And.Message.Contains($"things:{key}'"));
        Assert.That(_container.Store.Count, Is.EqualTo(asksForMany ? 1 : 0));
    }

    [Test]
    public async Task A_load_of_many_keys_may_ask_for_others()
    {
        var call = _users.GetManyAsync(
            async (ids, _, _) =>
            {
                var other = await _users.GetAsync(3);
                var others = await _users.GetManyAsync(4, 5);
                return ids.ToDictionary(static id => id, id => (string?)$"{other}, {others.Count}");
            }, [1, 2]);
        (await _users.Singles.AtAsync(0)).Return("three");
        (await _users.Batches.AtAsync(0)).Return(Many.Of("many", 4, 5));

        Assert.That((await call)[2], Is.EqualTo("three, 2"));
    }

    [Test]
    public async Task A_load_of_one_key_may_ask_for_many_others_and_not_for_itself([Values] bool itself)
    {
        var call = _users.Cache.GetTask(async (_, _, _) => $"{(await _users.GetManyAsync(2, itself ? 1 : 3)).Count}", 1);
        (await _users.Batches.AtAsync(0)).Return(Many.Of("many", 2, 3));

        if (itself)
            Assert.That(async () => await call.WaitAsync(TimeSpan.FromSeconds(10)), Throws.InvalidOperationException.With.Message.Contains("none of them could ever end"));
        else
            Assert.That(await call, Is.EqualTo("2"));
        Assert.That(await _users.Cache.ExistsAsync(2), "what it could load it did");
    }

    [Test]
    public async Task A_circle_over_two_calls_of_many_keys_is_refused_to_the_one_that_closes_it()
    {
        var otherHasBegun = new TaskCompletionSource();
        var one = _users.GetManyAsync(
            async (ids, _, _) =>
            {
                await otherHasBegun.Task;
                return new Dictionary<int, string?> { [1] = $"{(await _users.GetManyAsync(3, 4)).Count}" };
            }, [1, 2]);
        var other = _users.GetManyAsync(
            async (ids, _, _) =>
            {
                otherHasBegun.SetResult();
                await Task.Yield();
                return new Dictionary<int, string?> { [4] = await _users.GetAsync(2) };
            }, [4, 3]);

        Assert.That(async () => await other.WaitAsync(TimeSpan.FromSeconds(10)), Throws.InvalidOperationException.With.Message.Contains("none of them could ever end"));
        // the failure is not its own: it asks for both itself
        (await _users.Batches.AtAsync(0)).Return(Many.Of("many", 3, 4));
        Assert.That((await one)[1], Is.EqualTo("2"));
    }
}
