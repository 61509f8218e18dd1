using Cache.CompilerServices;

namespace Cache.Tests.Engine;

// what a call over many keys gives, loads and leaves behind
public sealed class ManyTests
{
    private Container _container = null!;

    [SetUp]
    public void Open() => _container = new();

    [TearDown]
    public async Task CloseAsync() => await _container.DisposeAsync();

    [Test]
    public async Task The_missing_keys_are_loaded_by_one_call_and_each_has_an_entry_of_its_own()
    {
        var users = Users();
        await users.Cache.SetAsync(2, "set 2");

        var call = users.GetManyAsync(1, 2, 3);
        users.Batches[0].Return(Many.Of("many", 1, 3));

        Assert.That(await call, Is.EquivalentTo(new Dictionary<int, string?> { [1] = "many 1", [2] = "set 2", [3] = "many 3" }));
        Assert.That(users.Asked, Is.EqualTo((int[][])[[1, 3]]));
        Assert.That((await users.GetAsync(1), await users.GetAsync(3), users.Singles.Count), Is.EqualTo(("many 1", "many 3", 0)));
    }

    [Test]
    public async Task Keys_that_are_all_there_are_hits_and_the_Core_method_is_not_called()
    {
        var users = Users();
        await users.Cache.SetAsync(1, "one");
        await users.Cache.SetAsync(2, "two");

        var call = users.GetManyAsync(2, 1, 2);

        Assert.That(call.IsCompletedSuccessfully, Is.True);
        Assert.That(await call, Is.EquivalentTo(new Dictionary<int, string?> { [1] = "one", [2] = "two" }));
        Assert.That((users.Counts.Hits, users.Counts.Misses, users.Batches.Count), Is.EqualTo((3L, 0L, 0)));
    }

    [Test]
    public async Task A_key_that_comes_twice_is_asked_for_once()
    {
        var users = Users();

        var call = users.GetManyAsync(1, 2, 1, 1);
        users.Batches[0].Return(Many.Of("many", 1, 2));

        Assert.That(await call, Is.EquivalentTo(Many.Of("many", 1, 2)));
        Assert.That(users.Asked, Is.EqualTo((int[][])[[1, 2]]));
        Assert.That(users.Counts.Loads, Is.EqualTo(1));
    }

    [Test]
    public async Task An_empty_list_gives_an_empty_dictionary_and_calls_nothing()
    {
        var users = Users();

        Assert.That(await users.GetManyAsync([]), Is.Empty);
        Assert.That(users.Batches.Count, Is.Zero);
    }

    [Test]
    public void A_list_that_is_null_or_holds_null_is_refused_by_its_name()
    {
        var names = new ManyDefinition<Load<string, string>, NoKey, string, string, string>
        {
            Declaration = "Names",
            List = "names",
            Key = static (_, name) => name,
            Load = static (_, _, _, _) => throw new NotSupportedException(),
        };
        var cache = Container.Define<string, string>().In(_container.Cache);
        Load<string, string> none = static (_, _, _) => throw new NotSupportedException();

        Assert.That(async () => await names.GetTask(cache, none, default, null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("names"));
        Assert.That(async () => await names.GetTask(cache, none, default, ["a", null!]), Throws.ArgumentException.With.Message.Contains("null at position 1").And.Message.Contains("names"));
    }

    [Test]
    public async Task What_nobody_asked_for_is_neither_given_nor_kept()
    {
        var users = Users();

        var call = users.GetManyAsync(1);
        users.Batches[0].Return(Many.Of("many", 1, 2, 3));

        Assert.That(await call, Is.EquivalentTo(Many.Of("many", 1)));
        Assert.That((await users.Cache.ExistsAsync(2), _container.Store.Count), Is.EqualTo((false, 1)));
    }

    [Test]
    public async Task The_list_may_be_changed_while_the_call_runs()
    {
        var users = Users();
        int[] ids = [1, 2];

        var call = users.GetManyAsync(ids);
        ids[0] = 7;
        users.Batches[0].Return(Many.Of("many", 1, 2));

        Assert.That(await call, Is.EquivalentTo(Many.Of("many", 1, 2)));
    }

    [Test]
    public async Task A_key_without_a_value_is_absent_fresh_and_cached_and_null_to_who_asks_for_it_alone()
    {
        var users = Users();

        var fresh = users.GetManyAsync(1, 2, 3);
        users.Batches[0].Return(new Dictionary<int, string?> { [1] = "one", [3] = null });

        Assert.That((await fresh).Keys, Is.EqualTo(new[] { 1 }));
        Assert.That((await users.GetManyAsync(1, 2, 3)).Keys, Is.EqualTo(new[] { 1 }));
        Assert.That((await users.GetAsync(2), await users.GetAsync(3)), Is.EqualTo(((string?)null, (string?)null)));
        Assert.That((users.Batches.Count, users.Singles.Count), Is.EqualTo((1, 0)), "that there is none was cached");
    }

    [Test]
    public async Task Where_null_is_not_cached_an_absent_key_is_asked_for_again()
    {
        var users = new ManyCache(Container.Define<int, string?>(cacheNull: false).In(_container.Cache));

        var first = users.GetManyAsync(1, 2);
        users.Batches[0].Return(Many.Of("many", 1));
        await first;
        var second = users.GetManyAsync(1, 2);
        users.Batches[1].Return(Many.Of("many"));

        Assert.That((await second).Keys, Is.EqualTo(new[] { 1 }));
        Assert.That(users.Asked, Is.EqualTo((int[][])[[1, 2], [2]]));
    }

    [Test]
    public async Task Where_null_is_no_value_an_absent_key_leaves_nothing_behind()
    {
        var users = Users(absentIsNull: false);

        var call = users.GetManyAsync(1, 2);
        users.Batches[0].Return(Many.Of("many", 1));

        Assert.That((await call).Keys, Is.EqualTo(new[] { 1 }));
        Assert.That(await users.Cache.ExistsAsync(2), Is.False);
        var alone = users.GetAsync(2);
        users.Singles[0].Return("its own");
        Assert.That(await alone, Is.EqualTo("its own"));
    }

    [Test]
    public async Task A_value_type_has_no_null_that_could_be_kept()
    {
        var numbers = Many.Define<int>(absentIsNull: true);
        var cache = Container.Define<int, int>().In(_container.Cache);
        Load<int, int> none = static (_, _, _) => throw new NotSupportedException();

        var found = await numbers.GetTask(cache, none, static (_, _, _) => new(new Dictionary<int, int> { [1] = 0 }), [1, 2]);

        Assert.That(found, Is.EquivalentTo(new Dictionary<int, int> { [1] = 0 }));
        Assert.That((await cache.ExistsAsync(1), await cache.ExistsAsync(2)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_Core_method_that_returns_null_is_told_what_to_return()
    {
        var users = Users();

        var call = users.GetManyAsync(1);
        users.Batches[0].Return(null!);

        Assert.That(async () => await call, Throws.InvalidOperationException.With.Message.Contains("GetManyAsync has returned null"));
        Assert.That(_container.Store.Count, Is.Zero);
    }

    [Test]
    public async Task Chunks_follow_each_other_and_land_as_they_come()
    {
        var users = Users(batchSize: 2);

        var call = users.GetManyAsync(1, 2, 3, 4, 5);
        Assert.That(users.Asked, Is.EqualTo((int[][])[[1, 2]]), "a service need not bear two at the same time");
        users.Batches[0].Return(Many.Of("many", 1, 2));
        Assert.That(await users.GetAsync(2), Is.EqualTo("many 2"));
        (await users.Batches.AtAsync(1)).Return(Many.Of("many", 3, 4));
        (await users.Batches.AtAsync(2)).Return(Many.Of("many", 5));

        Assert.That(await call, Is.EquivalentTo(Many.Of("many", 1, 2, 3, 4, 5)));
        Assert.That(users.Asked, Is.EqualTo((int[][])[[1, 2], [3, 4], [5]]));
    }

    [Test]
    public async Task A_chunk_that_fails_ends_the_call_with_those_before_it_kept()
    {
        var users = Users(batchSize: 1);

        var call = users.GetManyAsync(1, 2, 3);
        users.Batches[0].Return(Many.Of("many", 1));
        (await users.Batches.AtAsync(1)).Throw(new TimeoutException("the database"));

        Assert.That(async () => await call, Throws.InstanceOf<TimeoutException>());
        Assert.That((await users.Cache.ExistsAsync(1), users.Batches.Count), Is.EqualTo((true, 2)));
    }

    [Test]
    public async Task A_cache_that_is_switched_off_loads_all_of_them_each_time_without_those_that_come_twice()
    {
        var users = new ManyCache(Container.Define<int, string?>(enabled: false).In(_container.Cache), batchSize: 2);

        for (var i = 0; i < 2; i++)
        {
            var call = users.GetManyAsync(1, 2, 1, 3);
            (await users.Batches.AtAsync(2 * i)).Return(Many.Of("many", 1, 2));
            (await users.Batches.AtAsync((2 * i) + 1)).Return(Many.Of("many", 3));
            Assert.That(await call, Is.EquivalentTo(Many.Of("many", 1, 2, 3)));
        }
        Assert.That(users.Asked, Is.EqualTo((int[][])[[1, 2], [3], [1, 2], [3]]));
    }

    [Test]
    public async Task Callers_of_a_cache_that_copies_get_objects_of_their_own()
    {
        var lists = Many.Define<List<string>>();
        var definition = new CacheDefinition<Load<int, List<string>>, int, List<string>>
        {
            Name = "lists",
            Declaration = "lists",
            Parameters = ["key"],
            Copy = true,
            WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
            Load = static (load, key, context, cancellationToken) => load(key, context, cancellationToken),
        };
        Task<IReadOnlyDictionary<int, List<string>>> CallAsync() => lists.GetTask(
            definition.In(_container.Cache), null!, static (ids, _, _) => new(ids.ToDictionary(static id => id, static id => new List<string> { $"{id}" })), [1, 2]);

        (await CallAsync())[1].Add("mine");

        Assert.That((await CallAsync())[1], Is.EqualTo(new[] { "1" }));
    }

    private ManyCache Users(bool absentIsNull = true, int batchSize = 0) => new(Container.Define<int, string?>().In(_container.Cache), absentIsNull, batchSize);
}
