namespace Cache.Tests.Engine;

public class StampedeTests
{
    [Test]
    public async Task A_thousand_callers_on_one_cold_key_make_one_load()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var gate = new TaskCompletionSource();
        var loads = 0;

        var callers = Enumerable.Range(0, 1000).Select(_ => Task.Run(() => cache.GetTask(
            async (key, _, _) =>
            {
                Interlocked.Increment(ref loads);
                await gate.Task;
                return $"value {key}";
            }, 7))).ToArray();
        gate.SetResult();

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("value 7"));
        Assert.That(loads, Is.EqualTo(1));
        Assert.That(container.Store.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Ten_thousand_keys_with_ten_callers_each_make_ten_thousand_loads()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>().In(container.Cache);
        var loads = 0;

        await Parallel.ForAsync(0, 100_000, async (call, _) =>
        {
            var value = await cache.GetValueTask(
                async (key, _, _) =>
                {
                    Interlocked.Increment(ref loads);
                    await Task.Yield();
                    return key * 2;
                }, call / 10);
            Assert.That(value, Is.EqualTo(call / 10 * 2));
        });

        Assert.That(loads, Is.EqualTo(10_000));
    }
}
