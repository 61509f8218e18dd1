using Cache.CompilerServices;
using Cache.Tests.Engine;

namespace Cache.Tests.Contract;

// refreshes, and the results of writes
public abstract partial class CacheContract
{
    [Test]
    public async Task A_refresh_serves_the_old_value_until_the_new_one_is_there()
    {
        var cache = Fresh<int, string>();
        await cache.SetAsync(1, "old");
        var loads = new HeldLoads<int, string>();

        var refresh = cache.RefreshAsync(loads.Of(), 1).AsTask();
        var load = await loads.AtAsync(0);
        Assert.That((await cache.TryGetAsync(1)).Value, Is.EqualTo("old"));

        load.Return("new");
        Assert.That(await refresh, Is.EqualTo("new"));
        Assert.That(await cache.GetTask(Forbidden<int>(), 1), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_refresh_that_fails_leaves_the_old_value()
    {
        var cache = Fresh<int, string>();
        await cache.SetAsync(1, "old");
        var failure = new InvalidOperationException("the database is down");

        Assert.That(async () => await cache.RefreshAsync((_, _, _) => throw failure, 1), Throws.Exception.SameAs(failure));

        Assert.That(await cache.GetTask(Forbidden<int>(), 1), Is.EqualTo("old"));
    }

    [Test]
    public async Task The_result_of_a_write_is_served()
    {
        var cache = Fresh<int, string>();
        await cache.SetAsync(1, "old");

        await CacheWrite.PutAsync("new", static result => new ValueTask<string>(result), [cache.Puts(1)]);

        Assert.That(await cache.GetTask(Forbidden<int>(), 1), Is.EqualTo("new"));
    }

    [Test]
    public async Task Of_two_writes_that_overlap_neither_result_is_kept()
    {
        var cache = Fresh<int, string>();
        var first = new TaskCompletionSource<string>();
        var second = new TaskCompletionSource<string>();
        var firstBegun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var secondBegun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var one = CacheWrite.PutAsync(0, _ => Body(firstBegun, first), [cache.Puts(1)]);
        await firstBegun.Task.WaitAsync(s_patience);
        var other = CacheWrite.PutAsync(0, _ => Body(secondBegun, second), [cache.Puts(1)]);
        await secondBegun.Task.WaitAsync(s_patience);
        first.SetResult("first");
        await one;
        second.SetResult("second");
        await other;

        Assert.That(await cache.ExistsAsync(1), Is.False);

        static ValueTask<string> Body(TaskCompletionSource begun, TaskCompletionSource<string> end)
        {
            begun.SetResult();
            return new(end.Task);
        }
    }
}
