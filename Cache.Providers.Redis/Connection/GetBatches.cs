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

    private readonly ConcurrentQueue<Read> _asked = new();
    private int _isScheduled;

    public Task<byte[]?> GetAsync(string key)
    {
        var read = new Read(key);
        _asked.Enqueue(read);
        Schedule();
        return read.Task;
    }

    void IThreadPoolWorkItem.Execute()
    {
        // before the queue is looked at: what comes later schedules anew
        Interlocked.Exchange(ref _isScheduled, 0);
        var batch = new List<Read>();
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

    private async Task SendAsync(List<Read> batch)
    {
        try
        {
            var values = await send([.. batch.Select(static read => read.Key)]).ConfigureAwait(false);
            for (var i = 0; i < values.Length; i++)
                batch[i].SetResult(values[i]);
        }
        catch (Exception failure)
        {
            foreach (var read in batch)
                read.TrySetException(failure);
        }
    }

    // whoever waits goes on elsewhere: it may block, and others of the batch wait as well
    private sealed class Read(string key) : TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Key => key;
    }
}
