using System.Globalization;
using Cache.Tests.Coherence.Processes;
using Cache.Tests.Redis;

namespace Cache.Tests.Locks;

/// <summary>Processes that contend for one lock, some of which are killed or stopped, until they have acquired it often enough together.</summary>
internal sealed class LockCrowd(RedisServer server, string cacheNamespace, TimeSpan ttl, int total) : IAsyncDisposable
{
    // long enough for many acquisitions, so none in that time means that the one who was stopped holds the lock
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(40);

    private const int Enough = 20;

    private readonly List<WorkerProcess> _all = [];
    private readonly List<WorkerProcess> _running = [];
    private readonly List<Task<WorkerProcess>> _joining = [];

    public long Entered { get; private set; }

    public int Kills { get; private set; }

    public int Pauses { get; private set; }

    /// <summary>Pauses of the holder, for longer than its ttl.</summary>
    public int Stalls { get; private set; }

    /// <summary>Holders whom the resource refused, and who knew by then that they had lost the lock.</summary>
    public int Stale => _all.Sum(static worker => worker.Count("stale"));

    /// <summary>Holders whom the resource refused, and who took themselves for holders still.</summary>
    public IEnumerable<string> Violations => _all.SelectMany(static worker => worker.Take("violation")).Select(static told => string.Join(' ', told.Rest));

    public async Task JoinAsync(int count)
    {
        for (var i = 0; i < count; i++)
            _joining.Add(StartAsync());
        await Task.WhenAll(_joining);
    }

    public async Task DisturbAsync(Random random)
    {
        while (Entered < total)
        {
            Entered = await EnteredAsync();
            foreach (var joined in _joining.Where(static one => one.IsCompleted).ToArray())
            {
                _joining.Remove(joined);
                _running.Add(await joined);
            }
            // enough of them are rare enough from then on, so that the acquisitions come to an end
            await Task.Delay(random.Next(50, 250) * (Stalls + Kills > Enough ? 5 : 1));
            var victim = _running[random.Next(_running.Count)];
            if (_running.Count > 2 && random.Next(10) == 0)
                Kill(victim);
            else
                await PauseAsync(victim);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_joining);
        foreach (var worker in _all)
            await worker.DisposeAsync();
    }

    private void Kill(WorkerProcess victim)
    {
        victim.Kill();
        _running.Remove(victim);
        Kills++;
        _joining.Add(StartAsync());
    }

    private async Task PauseAsync(WorkerProcess victim)
    {
        await victim.PauseAsync();
        Pauses++;
        var before = await EnteredAsync();
        await Task.Delay(s_look);
        if (await EnteredAsync() == before)
        {
            Stalls++;
            await Task.Delay(ttl * 1.2);
        }
        await victim.ResumeAsync();
    }

    private async Task<WorkerProcess> StartAsync()
    {
        var worker = (await WorkerProcess.StartAsync(1, server.ConnectionString, "Redis", cacheNamespace: cacheNamespace))[0];
        _ = worker.AskAsync($"contend shared {ttl.TotalMilliseconds} {total}");
        lock (_all)
            _all.Add(worker);
        return worker;
    }

    private async Task<long> EnteredAsync() =>
        long.TryParse(await server.CommandAsync("HGET", "resource:shared", "entered"), CultureInfo.InvariantCulture, out var entered) ? entered : 0;
}
