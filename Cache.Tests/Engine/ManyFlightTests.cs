namespace Cache.Tests.Engine;

// calls over many keys share flights with each other and with calls for one
public sealed class ManyFlightTests
{
    private static readonly InvalidOperationException s_down = new("the database is down");

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
    public async Task Who_asks_for_one_of_them_meanwhile_gets_what_is_loaded_together()
    {
        var many = _users.GetManyAsync(1, 2);
        var single = _users.GetAsync(2);
        _users.Batches[0].Return(Many.Of("many", 1, 2));

        Assert.That((await single, (await many)[2], _users.Singles.Count), Is.EqualTo(("many 2", "many 2", 0)));
    }

    [Test]
    public async Task What_is_being_loaded_already_is_not_asked_for_again()
    {
        var single = _users.GetAsync(1);
        var many = _users.GetManyAsync(1, 2);
        _users.Batches[0].Return(Many.Of("many", 2));
        Assert.That(many.IsCompleted, Is.False);
        _users.Singles[0].Return("single 1");

        Assert.That(await many, Is.EquivalentTo(new Dictionary<int, string?> { [1] = "single 1", [2] = "many 2" }));
        Assert.That((_users.Asked, await single), Is.EqualTo(((int[][])[[2]], "single 1")));
    }

    [Test]
    public async Task Two_calls_over_the_same_keys_in_opposite_order_wait_in_no_circle()
    {
        var one = _users.GetManyAsync(1, 2, 3);
        var other = _users.GetManyAsync(4, 3, 2);
        Assert.That(_users.Asked, Is.EqualTo((int[][])[[1, 2, 3], [4]]));
        _users.Batches[1].Return(Many.Of("other", 4));
        _users.Batches[0].Return(Many.Of("one", 1, 2, 3));

        Assert.That((await one).Count, Is.EqualTo(3));
        Assert.That((await other).Values, Is.EquivalentTo(new[] { "one 2", "one 3", "other 4" }));
    }

    [Test]
    public async Task Many_threads_with_keys_in_any_order_load_each_key_once()
    {
        var loaded = new System.Collections.Concurrent.ConcurrentBag<int>();
        Load<IReadOnlyList<int>, IReadOnlyDictionary<int, string?>> load = async (ids, _, _) =>
        {
            await Task.Yield();
            foreach (var id in ids)
                loaded.Add(id);
            return Many.Of("many", ids);
        };
        var orders = Enumerable.Range(0, 64).Select(static seed => Enumerable.Range(0, 50).OrderBy(_ => new Random(seed).Next()).Take(30).ToArray()).ToArray();

        var calls = await Task.WhenAll(orders.Select(ids => Task.Run(() => _users.GetManyAsync(load, ids)))).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(calls.Select(static call => call.Count), Is.All.EqualTo(30));
        Assert.That(loaded, Is.Unique);
    }

    [Test]
    public async Task A_failure_is_everybodys_that_has_come_for_one_key_and_nothing_is_cached()
    {
        var many = _users.GetManyAsync(1, 2);
        var single = _users.GetAsync(1);
        _users.Batches[0].Throw(s_down);

        Assert.That(async () => await many, Throws.Exception.SameAs(s_down));
        Assert.That(async () => await single, Throws.Exception.SameAs(s_down));
        var next = _users.GetManyAsync(1, 2);
        _users.Batches[1].Return(Many.Of("many", 1, 2));
        Assert.That((await next).Count, Is.EqualTo(2));
    }

    [Test]
    public async Task A_failure_of_another_call_is_tried_once_by_the_calls_over_many_keys_that_waited_for_it()
    {
        var single = _users.GetAsync(1);
        var many = _users.GetManyAsync(1, 2);
        _users.Batches[0].Return(Many.Of("many", 2));
        _users.Singles[0].Throw(new KeyNotFoundException("no user 1"));
        Assert.That(async () => await single, Throws.InstanceOf<KeyNotFoundException>());
        (await _users.Batches.AtAsync(1)).Return(Many.Of("many"));

        Assert.That((await many).Keys, Is.EqualTo(new[] { 2 }), "to the Core method of many keys it is merely absent");
        Assert.That(_users.Asked, Is.EqualTo((int[][])[[2], [1]]));
    }

    [Test]
    public async Task Who_asks_alone_for_a_key_that_turns_out_absent_asks_its_own_Core_method()
    {
        var users = new ManyCache(_users.Cache, absentIsNull: false);

        var many = users.GetManyAsync(1, 2);
        var other = users.GetManyAsync(2);
        var single = users.GetAsync(2);
        users.Batches[0].Return(Many.Of("many", 1));

        Assert.That((await many).Keys, Is.EqualTo(new[] { 1 }));
        Assert.That(await other, Is.Empty, "it would ask the same");
        (await users.Singles.AtAsync(0)).Return("single 2");
        Assert.That(await single, Is.EqualTo("single 2"));
        Assert.That((users.Batches.Count, users.Singles[0].Caller), Is.EqualTo((1, "single")));
    }

    [Test]
    public async Task A_caller_that_leaves_cancels_the_load_when_nobody_else_waits_for_any_key()
    {
        using var leaving = new CancellationTokenSource();
        using var alsoLeaving = new CancellationTokenSource();

        var many = _users.GetManyAsync([1, 2], leaving.Token);
        var single = _users.GetAsync(2, alsoLeaving.Token);
        await leaving.CancelAsync();
        Assert.That(async () => await many, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_users.Batches[0].Token.IsCancellationRequested, Is.False, "one caller still waits for one key");
        await alsoLeaving.CancelAsync();
        Assert.That(async () => await single, Throws.InstanceOf<OperationCanceledException>());

        await _users.Batches[0].Cancelled;
    }

    [Test]
    public async Task Who_stays_gets_the_value_that_was_loaded_for_a_call_that_has_left()
    {
        using var leaving = new CancellationTokenSource();

        var many = _users.GetManyAsync([1, 2], leaving.Token);
        var single = _users.GetAsync(2);
        await leaving.CancelAsync();
        Assert.That(async () => await many, Throws.InstanceOf<OperationCanceledException>());
        _users.Batches[0].Return(Many.Of("many", 1, 2));

        Assert.That(await single, Is.EqualTo("many 2"));
        Assert.That(await _users.Cache.ExistsAsync(1), Is.False, "nobody waited for it any more");
    }

    [Test]
    public async Task A_load_that_fails_after_its_call_has_left_is_run_again_by_who_waits()
    {
        using var leaving = new CancellationTokenSource();

        var left = _users.GetManyAsync([1, 2, 3], leaving.Token);
        var single = _users.GetAsync(1);
        var many = _users.GetManyAsync(2, 3);
        await leaving.CancelAsync();
        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
        _users.Batches[0].Throw(new ObjectDisposedException("its DbContext"));

        (await _users.Singles.AtAsync(0)).Return("single 1");
        (await _users.Batches.AtAsync(1)).Return(Many.Of("again", 2, 3));
        Assert.That(await single, Is.EqualTo("single 1"));
        Assert.That((await many).Values, Is.EquivalentTo(new[] { "again 2", "again 3" }));
        Assert.That(_users.Asked[1], Is.EquivalentTo(new[] { 2, 3 }), "together, because its service need not bear two loads at a time");
    }

    [Test]
    public async Task A_call_that_has_been_cancelled_gets_what_is_there_and_loads_nothing()
    {
        await _users.Cache.SetAsync(1, "one");

        Assert.That((await _users.GetManyAsync([1], new(canceled: true))).Count, Is.EqualTo(1));
        Assert.That(async () => await _users.GetManyAsync([1, 2], new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_users.Batches.Count, Is.Zero);
    }

    [Test]
    public async Task An_invalidation_meanwhile_drops_the_value_of_its_key_and_of_no_other()
    {
        var many = _users.GetManyAsync(1, 2);
        await _users.Cache.InvalidateAsync(2);
        var later = _users.GetAsync(2);
        _users.Batches[0].Return(Many.Of("old", 1, 2));

        Assert.That((await many)[2], Is.EqualTo("old 2"), "it had come before");
        _users.Singles[0].Return("new 2");
        Assert.That((await later, await _users.GetAsync(2), await _users.GetAsync(1)), Is.EqualTo(("new 2", "new 2", "old 1")));
    }

    [Test]
    public async Task What_a_caller_of_one_key_does_next_holds_up_no_other_key()
    {
        var many = _users.GetManyAsync(1, 2);
        // continues where its flight lands, and does not go on until another key has landed
        var single = Task.Run(async () => await _users.GetAsync(1).ConfigureAwait(false) + (await _users.GetAsync(2).ConfigureAwait(false)));
        _users.Batches[0].Return(Many.Of("many", 1, 2));

        Assert.That(await single.WaitAsync(TimeSpan.FromSeconds(10)), Is.EqualTo("many 1many 2"));
        Assert.That((await many).Count, Is.EqualTo(2));
    }
}
