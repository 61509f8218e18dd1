using Cache.Locks;

namespace Cache.Tests.Locks;

/// <summary>What the memory of locks keeps, and how its fencing numbers grow.</summary>
public sealed class MemoryLockStoreTests
{
    private static readonly TimeSpan s_ttl = TimeSpan.FromSeconds(1);
    private readonly ManualTimeProvider _time = new();

    [Test]
    public async Task What_has_expired_does_not_stay()
    {
        var store = new MemoryLockStore(_time);
        for (var i = 0; i < 10_000; i++)
        {
            await store.TryAcquireAsync($"app:#lock:{i}", "me", $"{i}", s_ttl, waits: false);
            _time.Advance(s_ttl / 10);
        }

        Assert.That(store.Count, Is.LessThan(200));
    }

    [Test]
    public async Task Fencing_numbers_grow_while_the_clock_stands_and_across_restarts()
    {
        var before = await FencesAsync(new(_time));
        _time.Advance(s_ttl);
        var after = await FencesAsync(new(_time));

        Assert.That(before.Concat(after), Is.Ordered.Ascending);
        Assert.That(before.Concat(after), Is.Unique);
    }

    [Test]
    public async Task A_request_that_is_sent_again_has_the_same_number_and_a_new_ttl()
    {
        var store = new MemoryLockStore(_time);
        var first = await store.TryAcquireAsync("a", "me", "request", s_ttl, waits: false);
        _time.Advance(s_ttl / 2);
        var again = await store.TryAcquireAsync("a", "me", "request", s_ttl, waits: false);

        Assert.That(again, Is.EqualTo(first));
        Assert.That((await store.GetAsync("a"))!.Remaining, Is.EqualTo(s_ttl));
    }

    private static async Task<long[]> FencesAsync(MemoryLockStore store) =>
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async i => (await store.TryAcquireAsync($"{i}", "me", $"{i}", s_ttl, waits: false)).Fence));
}
