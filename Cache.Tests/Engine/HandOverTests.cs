namespace Cache.Tests.Engine;

public class HandOverTests
{
    private static readonly AsyncLocal<string?> s_request = new();

    [Test]
    public async Task A_load_that_fails_after_its_caller_has_left_is_run_again_by_one_that_waits_with_its_own_service()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of("first"), 1, leaving.Token);
        var second = cache.GetTask(loads.Of("second"), 1);
        var third = cache.GetTask(loads.Of("third"), 1);
        await leaving.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Throw(new ObjectDisposedException("the first caller's DbContext"));

        Assert.That(loads.Count, Is.EqualTo(2));
        Assert.That(loads[1].Caller, Is.EqualTo("second"));
        loads[1].Return("value");
        Assert.That(await Task.WhenAll(second, third), Is.All.EqualTo("value"));
        Assert.That(await cache.GetTask(loads.Of("fourth"), 1), Is.EqualTo("value"));
        Assert.That(loads.Count, Is.EqualTo(2));
    }

    [Test]
    public async Task A_load_goes_from_caller_to_caller_as_long_as_they_leave()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        var tokens = Enumerable.Range(0, 4).Select(_ => new CancellationTokenSource()).ToArray();
        var callers = tokens.Select((token, i) => cache.GetTask(loads.Of($"{i}"), 1, token.Token)).ToArray();

        for (var i = 0; i < 3; i++)
        {
            await tokens[i].CancelAsync();
            Assert.That(async () => await callers[i], Throws.InstanceOf<OperationCanceledException>());
            loads[i].Throw(new ObjectDisposedException("its service"));
            Assert.That(loads.Count, Is.EqualTo(i + 2));
            Assert.That(loads[i + 1].Caller, Is.EqualTo($"{i + 1}"));
        }

        loads[3].Return("value");
        Assert.That(await callers[3], Is.EqualTo("value"));
        Assert.That(container.Store.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task The_run_is_handed_to_a_caller_that_is_still_there()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of("first"), 1, leaving.Token);
        var second = cache.GetTask(loads.Of("second"), 1, leaving.Token);
        var third = cache.GetTask(loads.Of("third"), 1);
        await leaving.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Throw(new ObjectDisposedException("its service"));

        Assert.That(loads[1].Caller, Is.EqualTo("third"));
        loads[1].Return("value");
        Assert.That(await third, Is.EqualTo("value"));
    }

    [Test]
    public async Task The_run_again_has_the_execution_context_of_the_caller_that_it_runs_for()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>().In(container.Cache);
        var hold = new TaskCompletionSource();
        using var leaving = new CancellationTokenSource();

        s_request.Value = "first";
        var first = cache.GetTask(
            async (_, _, _) =>
            {
                await hold.Task;
                throw new ObjectDisposedException("its service");
            }, 1, leaving.Token);
        s_request.Value = "second";
        var second = cache.GetTask(static (_, _, _) => new(s_request.Value), 1);
        s_request.Value = null;
        await leaving.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        hold.SetResult();

        Assert.That(await second, Is.EqualTo("second"));
    }

    [Test]
    public async Task The_run_again_for_a_caller_that_lets_no_context_flow_has_none()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>().In(container.Cache);
        var hold = new TaskCompletionSource();
        using var leaving = new CancellationTokenSource();

        s_request.Value = "first";
        var first = cache.GetTask(
            async (_, _, _) =>
            {
                await hold.Task;
                throw new ObjectDisposedException("its service");
            }, 1, leaving.Token);
        Task<string?> second;
        using (ExecutionContext.SuppressFlow())
            second = cache.GetTask(static (_, _, _) => new(s_request.Value ?? "nobody's"), 1);
        await leaving.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        hold.SetResult();

        Assert.That(await second, Is.EqualTo("nobody's"));
    }

    [Test]
    public async Task A_failure_that_the_cancellation_itself_brings_hands_over_even_if_the_wait_has_not_ended_yet()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of("first"), 1, leaving.Token);
        var second = cache.GetTask(loads.Of("second"), 1);
        // registered last, so called first: the body watches the token of the request on ways of its own
        leaving.Token.Register(() => loads[0].Throw(new OperationCanceledException(leaving.Token)));
        await leaving.CancelAsync();

        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(loads.Count, Is.EqualTo(2));
        loads[1].Return("value");
        Assert.That(await second, Is.EqualTo("value"));
    }

    [Test]
    public async Task With_no_caller_left_a_failure_runs_nothing_again()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of("first"), 1, leaving.Token);
        var second = cache.GetTask(loads.Of("second"), 1, leaving.Token);
        await leaving.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Throw(new ObjectDisposedException("its service"));

        Assert.That(loads.Count, Is.EqualTo(1));
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task A_failure_with_its_caller_still_there_is_everybodys()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of("first"), 1);
        var second = cache.GetTask(loads.Of("second"), 1, leaving.Token);
        await leaving.CancelAsync();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        var failure = new InvalidOperationException("no such row");
        loads[0].Throw(failure);

        Assert.That(async () => await first, Throws.Exception.SameAs(failure));
        Assert.That(loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_load_that_was_invalidated_is_still_run_again_for_those_that_wait_but_stores_nothing()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of("first"), 1, leaving.Token);
        var second = cache.GetTask(loads.Of("second"), 1);
        await cache.InvalidateAsync(1);
        await leaving.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Throw(new ObjectDisposedException("its service"));
        loads[1].Return("value");

        Assert.That(await second, Is.EqualTo("value"));
        Assert.That(await cache.ExistsAsync(1), Is.False);
        Assert.That(container.Store.Count, Is.Zero);
    }
}
