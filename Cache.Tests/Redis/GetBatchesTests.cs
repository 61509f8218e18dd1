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

        var values = await Task.WhenAll(keys.AsParallel().AsOrdered().Select(key => GetAsync(batches, key)).ToArray());

        Assert.That(values.Select(static value => Encoding.UTF8.GetString(value!)).SequenceEqual(keys));
        Assert.That(_sent.SelectMany(static sent => sent).Order().SequenceEqual(keys.Order()));
        Assert.That(_sent.Select(static sent => sent.Length), Has.All.InRange(1, 128));
    }

    [Test]
    public async Task Reads_of_a_burst_go_together()
    {
        var batches = new GetBatches(AnswerAsync);

        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => GetAsync(batches, $"key {i}")));

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
        var slow = GetAsync(batches, "slow");
        await isSent.Task;

        Assert.That(await GetAsync(batches, "quick").WaitAsync(TimeSpan.FromSeconds(20)), Is.Not.Null);
        Assert.That(slow.IsCompleted, Is.False);
        hanging.SetResult([null]);
        Assert.That(await slow, Is.Null);
    }

    // what waits for a read is continued where its batch is handed out, and may block there
    [Test]
    public async Task Who_blocks_with_its_value_may_wait_for_another_of_its_batch()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<byte[]?> first, second;
        do
        {
            _sent.Clear();
            var batches = new GetBatches(async keys =>
            {
                _sent.Enqueue(keys);
                await open.Task;
                return new byte[]?[keys.Length];
            });
            (first, second) = (GetAsync(batches, "first"), GetAsync(batches, "second"));
            await Node.UntilAsync(() => _sent.Sum(static sent => sent.Length) == 2, "both are sent");
        }
        while (_sent.Count > 1);
        var isBlocking = first.ContinueWith(_ => second.Wait(TimeSpan.FromSeconds(20)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        open.SetResult();

        Assert.That(await isBlocking, Is.True);
    }

    [Test]
    public void A_failure_is_that_of_every_read_of_the_batch()
    {
        var batches = new GetBatches(static _ => Task.FromException<byte[]?[]>(new SharedStoreException("away")));

        Assert.That(() => GetAsync(batches, "a"), Throws.TypeOf<SharedStoreException>());
        Assert.That(() => GetAsync(batches, "b"), Throws.TypeOf<SharedStoreException>(), "and the next ones are sent again");
    }

    private static Task<byte[]?> GetAsync(GetBatches batches, string key) => batches.GetAsync(key, static value => value);

    private Task<byte[]?[]> AnswerAsync(string[] keys)
    {
        _sent.Enqueue(keys);
        return Task.FromResult(Array.ConvertAll(keys, static key => (byte[]?)Encoding.UTF8.GetBytes(key)));
    }
}
