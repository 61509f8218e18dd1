using System.Runtime.CompilerServices;

namespace Cache.Tests.Engine;

public class FailureTests
{
    [Test]
    public async Task All_callers_that_wait_see_the_one_exception_and_the_next_call_loads_again()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        var failure = new InvalidOperationException("the database is down");

        var callers = Enumerable.Range(0, 50).Select(_ => cache.GetTask(loads.Of(), 1)).ToArray();
        loads[0].Throw(failure);

        foreach (var caller in callers)
            Assert.That(async () => await caller, Throws.Exception.SameAs(failure));
        Assert.That(loads.Count, Is.EqualTo(1));
        Assert.That(await cache.ExistsAsync(1), Is.False);
        Assert.That(container.Store.Count, Is.Zero);

        var next = cache.GetTask(loads.Of(), 1);
        loads[1].Return("value");
        Assert.That(await next, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_method_that_throws_before_it_returns_a_task_fails_like_any_other()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var failure = new ArgumentException("bad id");

        var task = cache.GetTask((_, _, _) => throw failure, 1);
        var valueTask = cache.GetValueTask((_, _, _) => throw failure, 1).AsTask();

        Assert.That(async () => await task, Throws.Exception.SameAs(failure));
        Assert.That(async () => await valueTask, Throws.Exception.SameAs(failure));
        Assert.That(await cache.GetTask((_, _, _) => new("value"), 1), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_cancellation_of_the_methods_own_is_a_failure_for_all_who_wait()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var token = new CancellationTokenSource();
        var timeout = new TaskCanceledException("its HTTP call timed out");

        var first = cache.GetTask(loads.Of(), 1);
        var second = cache.GetTask(loads.Of(), 1, token.Token);
        loads[0].Throw(timeout);

        Assert.That(async () => await first, Throws.Exception.SameAs(timeout));
        Assert.That(async () => await second, Throws.Exception.SameAs(timeout));
        Assert.That(loads.Count, Is.EqualTo(1));
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task What_a_definition_throws_before_the_load_comes_with_the_task()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(tags: static key => key < 0 ? throw new FormatException("no tag") : []).In(container.Cache);

        var task = cache.GetTask(static (_, _, _) => new("value"), -1);
        var valueTask = cache.GetValueTask(static (_, _, _) => new("value"), -1).AsTask();

        Assert.That(async () => await task, Throws.InstanceOf<FormatException>());
        Assert.That(async () => await valueTask, Throws.InstanceOf<FormatException>());
        Assert.That(await cache.GetTask(static (_, _, _) => new("value"), 1), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_failure_that_every_caller_has_turned_away_from_is_not_unobserved()
    {
        var unobserved = new List<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs failed)
        {
            lock (unobserved)
                unobserved.AddRange(failed.Exception.Flatten().InnerExceptions.OfType<MarkedException>());
        }

        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await FailForNobodyAsync();
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }
        Assert.That(unobserved, Is.Empty);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task FailForNobodyAsync()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();

        // the last caller leaves, then the load fails; its token's callback fails as well
        using (var leaving = new CancellationTokenSource())
        {
            var left = cache.GetTask(loads.Of(), 1, leaving.Token);
            loads[0].Token.Register(static () => throw new MarkedException());
            await leaving.CancelAsync();
            Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
            await loads[0].Cancelled;
            loads[0].Throw(new MarkedException());
        }

        // one caller leaves, the other sees the failure
        using (var leaving = new CancellationTokenSource())
        {
            var staying = cache.GetTask(loads.Of(), 2);
            var left = cache.GetTask(loads.Of(), 2, leaving.Token);
            await leaving.CancelAsync();
            Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
            loads[1].Throw(new MarkedException());
            Assert.That(async () => await staying, Throws.InstanceOf<MarkedException>());
        }

        // a method that throws at once
        Assert.That(async () => await cache.GetValueTask(static (_, _, _) => throw new MarkedException(), 3), Throws.InstanceOf<MarkedException>());
        Assert.That(() => cache.GetValue(static (_, _, _) => throw new MarkedException(), 4), Throws.InstanceOf<MarkedException>());
    }

    private sealed class MarkedException : Exception;
}
