using System.Collections.Concurrent;

namespace Cache.Connection;

/// <summary>Sends the reads that are asked for at the same time as one command.</summary>
/// <remarks>
/// A read that is alone goes at once, by way of one hop to the thread pool; whatever else is asked for until that hop runs goes with it. So nobody waits for a batch to fill, and the busier the
/// connection is the larger its batches are: a command costs the client and the server more than the value that it reads.
/// </remarks>
/// <param name="send">Reads many keys; null where there is nothing.</param>
internal sealed class GetBatches(Func<string[], Task<byte[]?[]>> send) : IThreadPoolWorkItem
{
    // few enough that one answer does not hold up those of other commands
    private const int Most = 128;

    private readonly ConcurrentQueue<IRead> _asked = new();
    private int _isScheduled;

    /// <summary>Reads a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="parse">Makes the result of what stands there; null where there is nothing.</param>
    public Task<TResult> GetAsync<TResult>(string key, Func<byte[]?, TResult> parse)
    {
        var read = new Read<TResult>(key, parse);
        _asked.Enqueue(read);
        Schedule();
        return read.Task;
    }

    void IThreadPoolWorkItem.Execute()
    {
        // before the queue is looked at: what comes later schedules anew
        Interlocked.Exchange(ref _isScheduled, 0);
        var batch = new List<IRead>();
        while (batch.Count < Most && _asked.TryDequeue(out var read))
            batch.Add(read);
        if (!_asked.IsEmpty)
            Schedule();
        if (batch.Count > 0)
            _ = SendAsync(batch);
    }

    private void Schedule()
    {
        if (Interlocked.CompareExchange(ref _isScheduled, 1, 0) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task SendAsync(List<IRead> batch)
    {
        byte[]?[] values;
        try
        {
            values = await send(KeysOf(batch)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // not here, where a timeout may be in the middle of telling of itself
            ThreadPool.UnsafeQueueUserWorkItem(new Delivery(batch, [], failure), preferLocal: true);
            return;
        }
        new Delivery(batch, values, null).Execute();
    }

    private static string[] KeysOf(List<IRead> batch)
    {
        var keys = new string[batch.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = batch[i].Key;
        return keys;
    }

    private interface IRead
    {
        string Key { get; }

        void Return(byte[]? value);

        void Throw(Exception failure);
    }

    private sealed class Read<TResult>(string key, Func<byte[]?, TResult> parse) : TaskCompletionSource<TResult>, IRead
    {
        public string Key => key;

        public void Return(byte[]? value)
        {
            TResult result;
            try
            {
                result = parse(value);
            }
            catch (Exception failure)
            {
                SetException(failure);
                return;
            }
            SetResult(result);
        }

        public void Throw(Exception failure) => SetException(failure);
    }

    /// <summary>Hands out the answers of a batch, and continues with each whoever waits for it, one after the other.</summary>
    /// <remarks>
    /// Who is continued may block, perhaps for another of the same batch. So before the first of them is, the pool is asked for another thread, which takes over as soon as it is free, and asks for the
    /// next before its own first: then nobody waits for one that blocks. A work item each would do the same, at several times the price where none blocks.
    /// </remarks>
    private sealed class Delivery(List<IRead> batch, byte[]?[] values, Exception? failure) : IThreadPoolWorkItem
    {
        private int _begun;

        public void Execute()
        {
            var next = Interlocked.Increment(ref _begun) - 1;
            if (next < batch.Count - 1)
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            for (; next < batch.Count; next = Interlocked.Increment(ref _begun) - 1)
            {
                if (failure is null)
                    batch[next].Return(values[next]);
                else
                    batch[next].Throw(failure);
            }
        }
    }
}
