using Cache.CompilerServices;

namespace Cache.Tests.Engine;

public class WriteTests
{
    [Test]
    public async Task A_write_invalidates_after_its_body_and_gives_its_result()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        await cache.SetAsync(1, "old");
        var body = new TaskCompletionSource<int>();

        var write = CacheWrite.RunAsync(body.Task, static body => new ValueTask<int>(body), cache.Invalidates(1));
        Assert.That(await cache.ExistsAsync(1), Is.True, "invalidated before the body has ended");
        body.SetResult(7);

        Assert.That(await write, Is.EqualTo(7));
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task A_write_invalidates_also_when_its_body_throws([Values] bool synchronously, [Values] bool withResult)
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        await cache.SetAsync(1, "old");
        var failure = new InvalidOperationException("half written");

        Assert.That(async () => await Run(), Throws.Exception.SameAs(failure));

        Assert.That(await cache.ExistsAsync(1), Is.False);

        Task Run() => withResult
            ? CacheWrite.RunAsync(0, _ => synchronously ? throw failure : ValueTask.FromException<int>(failure), cache.Invalidates(1))
            : CacheWrite.RunAsync(0, _ => synchronously ? throw failure : ValueTask.FromException(failure), cache.Invalidates(1));
    }

    [Test]
    public async Task The_token_of_the_caller_never_cancels_the_invalidation()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        await cache.SetAsync(1, "old");
        using var cancellation = new CancellationTokenSource();

        var write = CacheWrite.RunAsync(
            cancellation.Token, static async token => await Task.Delay(Timeout.InfiniteTimeSpan, token), cache.Invalidates(1));
        await cancellation.CancelAsync();

        Assert.That(async () => await write, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task An_invalidation_that_fails_keeps_no_other_effect_from_being_applied_and_its_exception_comes()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        await cache.SetAsync(1, "old");
        await cache.SetAsync(2, "old");
        await cache.SetAsync(3, "old");
        var failure = new TimeoutException("of the invalidation");

        Assert.That(
            async () => await CacheWrite.PutAsync(0, static _ => new ValueTask<string>("new"), [cache.Puts(3)], cache.Invalidates(1), new Failing(failure), cache.Invalidates(2)),
            Throws.Exception.SameAs(failure));

        Assert.That(await cache.ExistsAsync(1), Is.False);
        Assert.That(await cache.ExistsAsync(2), Is.False);
        Assert.That((await cache.TryGetAsync(3)).Value, Is.EqualTo("new"), "the write is done: its result is the truth");
    }

    [Test]
    public async Task Several_invalidations_that_fail_come_together()
    {
        var one = new TimeoutException("one");
        var two = new TimeoutException("two");

        var thrown = await Assert.ThrowsAsync<AggregateException>(
            () => CacheWrite.RunAsync(0, static _ => default(ValueTask), new Failing(one), new Failing(two)));

        Assert.That(thrown!.InnerExceptions, Is.EqualTo([one, two]));
    }

    [Test]
    public async Task The_exception_of_the_body_is_the_one_that_comes_and_it_carries_those_of_the_invalidations([Values] bool withResult)
    {
        var ofBody = new InvalidOperationException("of the body");
        var ofInvalidation = new TimeoutException("of the invalidation");

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => withResult
            ? CacheWrite.RunAsync(0, _ => ValueTask.FromException<int>(ofBody), new Failing(ofInvalidation))
            : CacheWrite.RunAsync(0, _ => ValueTask.FromException(ofBody), new Failing(ofInvalidation)));

        Assert.That(thrown, Is.SameAs(ofBody));
        Assert.That(((AggregateException)thrown!.Data[CacheWrite.FailedInvalidations]!).InnerExceptions, Is.EqualTo([ofInvalidation]));
    }

    private sealed class Failing(Exception failure) : WriteEffect
    {
        public override ValueTask ApplyAsync() => ValueTask.FromException(failure);
    }
}
