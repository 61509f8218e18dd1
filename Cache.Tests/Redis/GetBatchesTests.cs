using System.Collections.Concurrent;
using System.Text;
using Cache.Connection;
using Cache.SharedTier;

namespace Cache.Tests.Redis;

public sealed class GetBatchesTests
{
    private ConcurrentQueue<string[]> _sent = null!;

    [SetUp]
    public void Forget() => _sent = new();

    [Test]
    public async Task Each_read_gets_the_value_of_its_key_and_all_are_sent_once()
    {
        var batches = new GetBatches(AnswerAsync);
        string[] keys = [.. Enumerable.Range(0, 1000).Select(static i => $"key {i}")];

        var values = await Task.WhenAll(keys.AsParallel().AsOrdered().Select(batches.GetAsync).ToArray());

        Assert.That(values.Select(static value => Encoding.UTF8.GetString(value!)).SequenceEqual(keys));
        Assert.That(_sent.SelectMany(static sent => sent).Order().SequenceEqual(keys.Order()));
        Assert.That(_sent.Select(static sent => sent.Length), Has.All.InRange(1, 128));
    }

    [Test]
    public async Task Reads_of_a_burst_go_together()
    {
        var batches = new GetBatches(AnswerAsync);

        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => batches.GetAsync($"key {i}")));

        Assert.That(_sent, Has.Count.LessThan(5_000));
    }

    [Test]
    public async Task A_read_that_comes_while_others_are_under_way_does_not_wait_for_them()
    {
        var hanging = new TaskCompletionSource<byte[]?[]>();
        var isSent = new TaskCompletionSource();
        var batches = new GetBatches(keys =>
        {
            isSent.TrySetResult();
            return keys[0] == "slow" ? hanging.Task : AnswerAsync(keys);
        });
        var slow = batches.GetAsync("slow");
        await isSent.Task;

        Assert.That(await batches.GetAsync("quick").WaitAsync(TimeSpan.FromSeconds(20)), Is.Not.Null);
        Assert.That(slow.IsCompleted, Is.False);
        hanging.SetResult([null]);
        Assert.That(await slow, Is.Null);
    }

    [Test]
    public void A_failure_is_that_of_every_read_of_the_batch()
    {
        var batches = new GetBatches(static _ => Task.FromException<byte[]?[]>(new SharedStoreException("away")));

        Assert.That(() => batches.GetAsync("a"), Throws.TypeOf<SharedStoreException>());
        Assert.That(() => batches.GetAsync("b"), Throws.TypeOf<SharedStoreException>(), "and the next ones are sent again");
    }

    private Task<byte[]?[]> AnswerAsync(string[] keys)
    {
        _sent.Enqueue(keys);
        return Task.FromResult(Array.ConvertAll(keys, static key => (byte[]?)Encoding.UTF8.GetBytes(key)));
    }
}
