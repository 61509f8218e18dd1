using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Engine;

public class CancellationTests
{
    [Test]
    public async Task A_caller_that_cancels_leaves_alone()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var staying = new CancellationTokenSource();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of(), 1, staying.Token);
        var second = cache.GetTask(loads.Of(), 1, leaving.Token);
        await leaving.CancelAsync();

        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(loads[0].Token.IsCancellationRequested, Is.False);
        loads[0].Return("value");
        Assert.That(await first, Is.EqualTo("value"));
        Assert.That(loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task The_caller_that_began_the_load_may_cancel_and_those_that_joined_get_the_value()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetValueTask(loads.Of(), 1, leaving.Token);
        var second = cache.GetValueTask(loads.Of(), 1);
        await leaving.CancelAsync();

        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(loads[0].Token.IsCancellationRequested, Is.False);
        loads[0].Return("value");
        Assert.That(await second, Is.EqualTo("value"));
        Assert.That(cache.GetTask(loads.Of(), 1).Result, Is.EqualTo("value"));
        Assert.That(loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task The_last_caller_that_leaves_cancels_the_load_and_the_next_call_loads_anew()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var one = new CancellationTokenSource();
        using var two = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of(), 1, one.Token);
        var second = cache.GetTask(loads.Of(), 1, two.Token);
        await one.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        await two.CancelAsync();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());

        await loads[0].Cancelled;
        var next = cache.GetTask(loads.Of(), 1);
        Assert.That(loads.Count, Is.EqualTo(2));
        loads[1].Return("value");
        Assert.That(await next, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_load_that_ignores_its_token_stores_nothing_once_all_have_left()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var only = cache.GetTask(loads.Of(), 1, leaving.Token);
        await leaving.CancelAsync();
        Assert.That(async () => await only, Throws.InstanceOf<OperationCanceledException>());
        var next = cache.GetTask(loads.Of(), 1);
        loads[0].Return("too late");

        Assert.That(await cache.ExistsAsync(1), Is.False);
        Assert.That(container.Store.Count, Is.Zero);
        loads[1].Return("value");
        Assert.That(await next, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_caller_that_is_cancelled_before_it_starts_loads_nothing_but_may_hit()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        var cancelled = new CancellationToken(canceled: true);

        Assert.That(cache.GetTask(loads.Of(), 1, cancelled).IsCanceled, Is.True);
        Assert.That(cache.GetValueTask(loads.Of(), 1, cancelled).IsCanceled, Is.True);
        Assert.That(() => cache.GetValue(loads.Of(), 1, cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(cache.RefreshAsync(loads.Of(), 1, cancelled).IsCanceled, Is.True);
        Assert.That(loads.Count, Is.Zero);

        await cache.SetAsync(1, "value");
        Assert.That(await cache.GetTask(loads.Of(), 1, cancelled), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_caller_without_a_token_keeps_the_load_going()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var staying = cache.GetTask(loads.Of(), 1);
        var others = Enumerable.Range(0, 5).Select(_ => cache.GetTask(loads.Of(), 1, leaving.Token)).ToArray();
        await leaving.CancelAsync();
        foreach (var other in others)
            Assert.That(async () => await other, Throws.InstanceOf<OperationCanceledException>());

        loads[0].Return("value");
        Assert.That(await staying, Is.EqualTo("value"));
        Assert.That(container.Store.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Every_other_member_honours_a_token_that_is_cancelled_already()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        var key = new PageKey("acme", 1);
        await cache.SetAsync(key, "value");
        var cancelled = new CancellationToken(canceled: true);

        Assert.That(cache.TryGetAsync(key, cancelled).IsCanceled, Is.True);
        Assert.That(cache.ExistsAsync(key, cancelled).IsCanceled, Is.True);
        Assert.That(cache.SetAsync(key, "other", null, cancelled).IsCanceled, Is.True);
        Assert.That(cache.InvalidateAsync(key, cancelled).IsCanceled, Is.True);
        Assert.That(cache.InvalidateWhereAsync(PageKey.Where("acme"), cancelled).IsCanceled, Is.True);
        Assert.That(cache.InvalidateMatchingAsync("*", cancelled).IsCanceled, Is.True);
        Assert.That(cache.InvalidateAllAsync(cancelled).IsCanceled, Is.True);
        Assert.That(container.Cache.InvalidateTagAsync("tag", cancelled).IsCanceled, Is.True);
        Assert.That((await cache.TryGetAsync(key)).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task Callbacks_on_the_token_of_a_load_that_throw_are_logged_and_hold_up_nobody()
    {
        var log = new RecordingLog();
        await using var container = new Container(services => services.AddSingleton<ILogger<ICache>>(log));
        var cache = Container.Define<int, string>().In(container.Cache);
        var logged = new TaskCompletionSource();
        using var leaving = new CancellationTokenSource();

        var only = cache.GetTask(
            async (_, _, token) =>
            {
                token.Register(() => throw new InvalidOperationException("of the callback"));
                await using var last = token.Register(logged.SetResult);
                return await new TaskCompletionSource<string>().Task;
            }, 1, leaving.Token);
        await leaving.CancelAsync();

        Assert.That(async () => await only, Throws.InstanceOf<OperationCanceledException>());
        await logged.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(() => log.Messages.Any(message => message.Failure is AggregateException { InnerException.Message: "of the callback" }),
            Is.True.After(10_000, 5), "the log has the exception of the callback");
    }
}
