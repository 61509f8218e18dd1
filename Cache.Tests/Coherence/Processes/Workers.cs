namespace Cache.Tests.Coherence.Processes;

// the processes of a test, which end with it
internal sealed class Workers(WorkerProcess[] workers) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
            await worker.DisposeAsync();
    }
}
