using Cache.CompilerServices;
using Cache.Tests.Engine;
using Cache.Tests.SharedTier;

namespace Cache.Tests.Coherence.Interleaving;

/// <summary>One random interleaving of two nodes on one driven server; time stands still but for the steps that move it.</summary>
/// <remarks>
/// Loads stop at gates, and so does every command before the server applies it; the scenario opens them in random order. Messages are delivered one by one, late and in any order, or lost. What the engine hands
/// to the thread pool (wake-ups, cancellations) goes on by itself, so a seed gives the same choices, and nearly always the same interleaving.
/// </remarks>
internal sealed class Scenario : IAsyncDisposable
{
    private static readonly PageKey[] s_keys = [new("a", 1), new("b", 1), new("a", 2)];
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(15);
    private static readonly AsyncLocal<Read?> s_read = new();
    private static readonly SharedOptions s_options = new() { LeaseLife = TimeSpan.FromMilliseconds(600) };

    private readonly Dice _random;
    private readonly Weakness _weakness;
    private readonly ManualTimeProvider _time = new();
    private readonly DrivenServer _server;
    private readonly DrivenNode[] _nodes;
    private readonly Oracle _oracle;
    private readonly List<TaskCompletionSource> _gates = [];
    private readonly List<Task> _calls = [];
    private readonly int _keys;
    private readonly int _losses;
    private readonly bool _takesContext;
    private readonly int _kinds;
    private readonly bool _derives;
    private volatile bool _isOver;

    /// <param name="seed">What the choices are drawn from.</param>
    /// <param name="hasMemory">Whether nodes keep entries.</param>
    /// <param name="weakness">Which protection is missing.</param>
    /// <param name="derives">Whether there are values that are made of others, which must not outlive them.</param>
    public Scenario(int seed, bool hasMemory, Weakness weakness = Weakness.None, bool derives = false)
    {
        _derives = derives;
        _random = new(seed);
        _weakness = weakness;
        // where a part is missing, only what that part is for: other protections must not hide it
        _kinds = weakness switch
        {
            Weakness.None or Weakness.Tracking or Weakness.KeyVersions or Weakness.CatchUp => 8,
            // a pattern moves every lane, which shows that messages of a lane were lost
            Weakness.UnlinkFirst or Weakness.Watermark => 1,
            _ => 4,
        };
        _losses = weakness == Weakness.Watermark ? 2 : weakness == Weakness.None ? _random.Next(4, 40) : 0;
        _keys = weakness == Weakness.UnlinkFirst ? 1 : _random.Next(1, s_keys.Length + 1);
        _takesContext = _random.Next(2) == 0;
        _oracle = new(_time, s_options.CoherenceWindow);
        _server = new(_time)
        {
            Messages = Messages.Held,
            Lack = weakness switch
            {
                Weakness.LeaseCheck => Lack.LeaseCheck,
                Weakness.UnlinkFirst => Lack.UnlinkFirst,
                Weakness.Watermark => Lack.Watermark,
                Weakness.KeyVersions => Lack.KeyVersions,
                Weakness.CatchUp => Lack.CatchUp,
                _ => Lack.None,
            },
        };
        // one that has memory and one that has none, now and then
        bool? tracks = derives ? weakness != Weakness.Tracking : null;
        _nodes = [new(_server, _time, s_options, hasMemory, _takesContext, tracks), new(_server, _time, s_options, hasMemory && _random.Next(4) > 0, _takesContext, tracks)];
        _server.Before = BeforeAsync;
    }

    public int Reads => _oracle.Reads;

    public long Hits => _nodes.Sum(static node => node.Hits);

    /// <summary>Runs it, and gives what reads saw that they must not.</summary>
    public Task<string[]> RunAsync(int events) =>
        // away from the runner's synchronization context: what waits at a gate goes on at once, on the thread that opens it
        Task.Run(() => RunEventsAsync(events));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            // a reading of the lanes may stand at a gate, and no call waits for it
            var disposing = node.DisposeAsync().AsTask();
            while (!disposing.IsCompleted)
            {
                while (OpenGate())
                    continue;
                await SettleAsync();
            }
            await disposing;
        }
    }

    private async Task<string[]> RunEventsAsync(int events)
    {
        for (var i = 0; i < events; i++)
        {
            Step();
            await SettleAsync();
        }
        await EndAsync();
        // what is wrong in memory now stays wrong: once more when the window is over, in which the nodes read the lanes, or they would drop all that they hold
        for (var waits = s_options.CoherenceWindow / s_tick; waits >= 0; waits--)
        {
            _time.Advance(s_tick);
            await SettleAsync();
        }
        foreach (var key in s_keys.AsSpan(0, _keys).ToArray())
        {
            for (var node = 0; node < _nodes.Length; node++)
            {
                _calls.Add(ReadAsync(node, key));
                if (_derives)
                    _calls.Add(ReadAsync(node, key, derived: true));
            }
        }
        await EndAsync();
        return [.. _oracle.Violations()];
    }

    private static async Task SettleAsync()
    {
        await Task.Yield();
        await Task.Yield();
    }

    // a call that was forgotten hangs here
    private async Task EndAsync()
    {
        _isOver = true;
        var ended = Task.WhenAll(_calls);
        for (var patience = 5_000; !ended.IsCompleted && patience > 0; patience--)
        {
            while (OpenGate())
                continue;
            _time.Advance(s_tick);
            await SettleAsync();
            // time must not run out before the thread pool has come to what waits for it
            if (patience < 4_000)
                await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
        await ended.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private void Step()
    {
        var key = s_keys[_random.Next(_keys)];
        var node = _random.Next(_nodes.Length);
        switch (NextKind())
        {
            case < 10:
                _calls.Add(ReadAsync(node, key, _derives && _random.Next(2) == 0));
                break;
            case < 21:
                OpenGate();
                break;
            case < 25:
                _calls.Add(InvalidateAsync(node, key));
                break;
            case 25:
                _calls.Add(SetAsync(node, key));
                break;
            case 26:
                _calls.Add(PutAsync(node, key));
                break;
            case < 31:
                Deliver();
                break;
            case 31:
                Evict(node);
                break;
            default:
                for (var ticks = _random.Next(1, 20); ticks > 0; ticks--)
                    _time.Advance(s_tick);
                break;
        }
    }

    // what an invalidation told too early leaves behind, the next change clears away: there are few changes, and none of another kind
    private int NextKind()
    {
        var kind = _random.Next(36);
        return _weakness == Weakness.UnlinkFirst && (kind is 25 or 26 or 31 || (kind is >= 21 and < 25 && _random.Next(4) > 0)) ? 0 : kind;
    }

    // mostly in order, or few lanes would ever be without a gap
    private void Deliver()
    {
        for (var messages = _random.Next(1, 1 + Math.Max(_server.Held, 4)); messages > 0 && _server.Held is > 0 and var held; messages--)
            _server.DeliverOne(_random.Next(4) == 0 ? _random.Next(held) : 0, lose: _losses > 0 && _random.Next(_losses) == 0);
    }

    private bool OpenGate()
    {
        TaskCompletionSource gate;
        lock (_gates)
        {
            if (_gates.Count == 0)
                return false;
            gate = _gates[_random.Next(_gates.Count)];
            _gates.Remove(gate);
        }
        gate.SetResult();
        return true;
    }

    private Task BeforeAsync(string command)
    {
        if (command is "get or lease" or "get" && s_read.Value is { } read)
            read.WentToShared = true;
        // the watermark is read often and the marks are many: if they waited as long as the others, little would be confirmed, and no pattern would get through
        var waits = command switch
        {
            "lanes" => _random.Next(4) == 0,
            // what comes after it looks again
            "get" => _random.Next(6) == 0,
            "mark" => _random.Next(40) == 0,
            _ => true,
        };
        return waits ? PassAsync() : Task.CompletedTask;
    }

    private Task PassAsync()
    {
        if (_isOver || _random.Next(3) == 0)
            return Task.CompletedTask;
        var gate = new TaskCompletionSource();
        lock (_gates)
            _gates.Add(gate);
        return gate.Task;
    }

    private async ValueTask<long> LoadAsync(PageKey key, CacheContext? context, CancellationToken cancellationToken)
    {
        var (value, origin) = _oracle.NewValue(key, "load");
        await PassAsync();
        if (_takesContext && _random.Next(3) > 0)
        {
            origin.Tags = [Change.Tags[_random.Next(Change.Tags.Length)]];
            context!.AddTag(origin.Tags[0]);
        }
        return _random.Next(12) == 0 && !_isOver ? throw new LoadFailedException() : value;
    }

    private async ValueTask<long> DeriveAsync(int node, PageKey key, CancellationToken cancellationToken)
    {
        await PassAsync();
        var value = await _nodes[node].Pages.GetValueTask(LoadAsync, key, cancellationToken);
        await PassAsync();
        return value;
    }

    private async Task ReadDerivedAsync(int node, PageKey key, Read read)
    {
        read.IsDerived = true;
        try
        {
            read.Value = await _nodes[node].Derived.GetValueTask((key, _, cancellationToken) => DeriveAsync(node, key, cancellationToken), key);
        }
        catch (LoadFailedException)
        {
            return;
        }
        _oracle.Note(read);
    }

    private async Task ReadAsync(int node, PageKey key, bool derived = false)
    {
        var read = _oracle.BeginRead(node);
        s_read.Value = read;
        if (derived)
        {
            await ReadDerivedAsync(node, key, read);
            return;
        }
        var (pages, stamp) = (_nodes[node].Pages, _nodes[node].Stamp);
        try
        {
            switch (_random.Next(6))
            {
                case 0:
                    var found = await pages.TryGetAsync(key);
                    if (!found.Found)
                        return;
                    read.Value = found.Value;
                    break;
                case 1:
                    read.Value = await pages.RefreshAsync(LoadAsync, key);
                    break;
                default:
                    read.Value = await pages.GetValueTask(LoadAsync, key);
                    break;
            }
        }
        catch (LoadFailedException)
        {
            return;
        }
        _oracle.Note(read);
        if (_weakness == Weakness.Ticket && read.WentToShared && _nodes[node].Memory is not null)
        {
            await PassAsync();
            _nodes[node].FillBlindly(key, read.Value, stamp);
        }
    }

    private async Task InvalidateAsync(int node, PageKey key)
    {
        var change = Change.Any(_random.Next, _kinds, key);
        var began = _oracle.Now();
        var result = await change.Apply(_nodes[node]);
        _oracle.NoteDone(change.Name, node, began, result == InvalidationResult.Applied, change.MovesVersion, change.Covers);
    }

    private async Task SetAsync(int node, PageKey key)
    {
        var began = _oracle.Now();
        // the end is not known yet, and nothing that happens before it counts
        var (value, origin) = _oracle.NewValue(key, "set", long.MaxValue);
        await _nodes[node].Pages.SetAsync(key, value);
        origin.Began = _oracle.Now();
        _oracle.NoteDone($"set of {value}", node, began, isAcknowledged: true, movesVersion: false, one => one.Key == key, value);
    }

    private async Task PutAsync(int node, PageKey key)
    {
        long bodyEnded = 0;
        var put = await CacheWrite.PutAsync(this, async scenario =>
        {
            var (value, _) = scenario._oracle.NewValue(key, "put");
            await scenario.PassAsync();
            bodyEnded = scenario._oracle.Now();
            return value;
        }, [_nodes[node].Pages.Puts(key)]);
        _oracle.NoteDone($"put of {put}", node, bodyEnded, isAcknowledged: true, movesVersion: false, one => one.Key == key, put);
    }

    private void Evict(int node)
    {
        if (_nodes[node].Memory is { } memory && memory.Entries is [_, ..] entries)
            memory.Evict(entries[_random.Next(entries.Length)]);
    }

    private sealed class LoadFailedException : Exception;

    private sealed class Dice(int seed)
    {
        private readonly Random _random = new(seed);

        public int Next(int below)
        {
            lock (_random)
                return _random.Next(below);
        }

        public int Next(int from, int below) => from + Next(below - from);
    }
}

// which protection is taken out
internal enum Weakness
{
    None,
    LeaseCheck,
    Ticket,
    UnlinkFirst,
    Watermark,

    /// <summary>Nothing notes what a load reads.</summary>
    Tracking,

    /// <summary>The server keeps the version of a key that is changed.</summary>
    KeyVersions,

    /// <summary>A node shares what it has made of a value before it knows what the server knew by then.</summary>
    CatchUp,
}
