namespace Cache.Tests.Engine;

[CancelAfter(60_000)]
public class ReentranceTests
{
    [Test]
    public async Task A_load_that_asks_for_its_own_key_gets_an_error_that_names_it()
    {
        await using var container = new Container();
        var cache = Container.Define<string, int>().In(container.Cache);
        Load<string, int> load = null!;
        load = async (key, _, _) => await cache.GetTask(load, key) + 1;

        Assert.That(async () => await cache.GetTask(load, "a"), Throws.InvalidOperationException.With.Message.Contains("'app:things:a'"));
        Assert.That(await cache.GetTask(static (_, _, _) => new(5), "a"), Is.EqualTo(5), "the key is free again");
    }

    [Test]
    public async Task A_load_that_comes_back_to_itself_through_another_gets_an_error_that_names_both()
    {
        await using var container = new Container();
        var cache = Container.Define<string, int>().In(container.Cache);
        Load<string, int> load = null!;
        load = async (key, _, _) =>
        {
            await Task.Yield();
            return await cache.GetValueTask(load, key == "a" ? "b" : "a");
        };

        Assert.That(async () => await cache.GetTask(load, "a"),
            Throws.InvalidOperationException.With.Message.Contains("'app:things:a'").And.Message.Contains("'app:things:b'"));
    }

    [Test]
    public async Task Two_callers_that_cross_each_other_end_with_an_error_and_not_in_a_deadlock()
    {
        await using var container = new Container();
        var cache = Container.Define<string, int>().In(container.Cache);
        var go = new TaskCompletionSource();
        Load<string, int> load = null!;
        load = async (key, _, _) =>
        {
            await go.Task;
            return await cache.GetValueTask(load, key == "a" ? "b" : "a");
        };

        var one = cache.GetTask(load, "a");
        var two = cache.GetTask(load, "b");
        go.SetResult();

        foreach (var caller in new[] { one, two })
        {
            Assert.That(async () => await caller,
                Throws.InvalidOperationException.With.Message.Contains("'app:things:a'").And.Message.Contains("'app:things:b'"));
        }
        Assert.That(await cache.GetTask(static (_, _, _) => new(5), "a"), Is.EqualTo(5));
    }

    [Test]
    public async Task A_load_that_fans_out_is_fine_and_so_are_loads_that_meet_again()
    {
        await using var container = new Container();
        var cache = Container.Define<int, long>().In(container.Cache);
        var loads = 0;
        Load<int, long> fibonacci = null!;
        fibonacci = async (n, _, _) =>
        {
            Interlocked.Increment(ref loads);
            await Task.Yield();
            if (n < 2)
                return n;
            var both = await Task.WhenAll(cache.GetTask(fibonacci, n - 1), cache.GetTask(fibonacci, n - 2));
            return both[0] + both[1];
        };

        // the loads form a lattice of 90 flights with 10^18 paths: the search for circles must not walk each of them
        Assert.That(await cache.GetTask(fibonacci, 90), Is.EqualTo(2_880_067_194_370_816_120));
        Assert.That(loads, Is.EqualTo(91));
    }

    [Test]
    public async Task What_a_load_has_started_and_outlives_it_may_ask_for_its_key()
    {
        await using var container = new Container();
        var cache = Container.Define<string, int>().In(container.Cache);
        var landed = new TaskCompletionSource();
        var loads = 0;
        Task<int>? later = null;

        var value = await cache.GetTask(
            (_, _, _) =>
            {
                later = Task.Run(async () =>
                {
                    await landed.Task;
                    await cache.InvalidateAsync("a");
                    return await cache.GetTask((_, _, _) => new(Interlocked.Increment(ref loads) + 100), "a");
                });
                return new(Interlocked.Increment(ref loads));
            }, "a");
        landed.SetResult();

        Assert.That(value, Is.EqualTo(1));
        Assert.That(await later!, Is.EqualTo(102));
    }

    [Test]
    public async Task A_load_may_wait_for_others_one_after_the_other_and_twice()
    {
        await using var container = new Container();
        var cache = Container.Define<string, int>().In(container.Cache);
        Load<string, int> load = null!;
        load = async (key, _, _) =>
        {
            await Task.Yield();
            if (key != "sum")
                return key.Length;
            var sum = 0;
            foreach (var part in new[] { "one", "three", "one" })
            {
                sum += await cache.GetTask(load, part);
                await cache.InvalidateAsync(part);
            }
            return sum;
        };

        Assert.That(await cache.GetTask(load, "sum"), Is.EqualTo(11));
    }

    [Test]
    public async Task A_load_that_refreshes_itself_is_refused()
    {
        await using var container = new Container();
        var cache = Container.Define<string, int>().In(container.Cache);
        var depth = 0;
        Load<string, int> load = null!;
        load = async (key, _, _) => ++depth > 50 ? throw new NotSupportedException("too deep") : await cache.RefreshAsync(load, key);

        Assert.That(async () => await cache.GetTask(load, "a"), Throws.InvalidOperationException.With.Message.Contains("'app:things:a'"));
        Assert.That(depth, Is.EqualTo(1));
    }

    [Test]
    public async Task Synchronous_loads_that_come_back_to_themselves_get_the_same_error()
    {
        await using var container = new Container();
        var cache = Container.Define<string, int>().In(container.Cache);
        Load<string, int> self = null!;
        self = (key, _, _) => new(cache.GetValue(self, key));
        Load<string, int> other = null!;
        other = (key, _, _) => new(cache.GetValue(other, key == "a" ? "b" : "a"));

        Assert.That(() => cache.GetValue(self, "a"), Throws.InvalidOperationException.With.Message.Contains("'app:things:a'"));
        Assert.That(() => cache.GetValue(other, "a"),
            Throws.InvalidOperationException.With.Message.Contains("'app:things:a'").And.Message.Contains("'app:things:b'"));
    }

    [Test]
    public async Task Two_threads_whose_synchronous_loads_cross_end_with_an_error_and_not_in_a_deadlock()
    {
        await using var container = new Container();
        var cache = Container.Define<string, int>().In(container.Cache);
        using var both = new Barrier(2);
        Load<string, int> load = null!;
        load = (key, _, _) =>
        {
            // those that run a load again for lack of the other's value come here alone
            both.SignalAndWait(TimeSpan.FromSeconds(1));
            return new(cache.GetValue(load, key == "a" ? "b" : "a"));
        };

        var callers = new[] { "a", "b" }.Select(key => Task.Factory.StartNew(() => cache.GetValue(load, key), TaskCreationOptions.LongRunning)).ToArray();

        foreach (var caller in callers)
        {
            Assert.That(async () => await caller,
                Throws.InvalidOperationException.With.Message.Contains("'app:things:a'").And.Message.Contains("'app:things:b'"));
        }
    }
}
