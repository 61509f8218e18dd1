using Cache.CompilerServices;
using Cache.Local;

namespace Cache.Tests.Engine.Interleaving;

/// <summary>One random interleaving, one event after the other: a seed gives the same one each time.</summary>
/// <remarks>
/// Loads and writes stop at gates (before they read, after they have read, before they end), and the scenario opens them in random order. What
/// the engine does between two gates is interrupted as well: where it measures a value and where it tells the store of an entry,
/// another event may happen in the middle of a fill, a put or an invalidation. Only the loads of callers that had joined one that named a tag
/// which had moved begin by themselves, on another thread: from there on a seed may go different ways.
/// </remarks>
internal sealed class Scenario : IDisposable
{
    private static readonly PageKey[] s_keys = [new("a", 1), new("b", 1), new("a", 2), new("b", 2)];

    private readonly Dice _random;
    private readonly Oracle _oracle = new();
    private readonly Node _node;
    private readonly Change.Kinds _kinds;
    private readonly List<TaskCompletionSource> _gates = [];
    private readonly List<Task> _calls = [];
    private readonly List<(CancellationTokenSource Token, Task Call)> _cancellable = [];
    private readonly int _keys;
    private readonly bool _takesContext;
    private readonly bool _failSafe;
    private readonly bool _many;
    private bool _interrupted;
    private long _foundByMany;

    public Scenario(int seed, Change.Kinds kinds, Func<CacheUnderTest, CacheUnderTest>? mutate = null, bool hasBudget = false, bool failSafe = false, bool many = false)
    {
        _random = new(seed);
        _kinds = kinds;
        _keys = _random.Next(1, s_keys.Length + 1);
        _takesContext = kinds == Change.Kinds.DynamicTags || _random.Next(2) == 0;
        _failSafe = failSafe;
        _many = many;
        _node = new(_takesContext, mutate, hasBudget ? _random.Next(1, s_keys.Length) : null, failSafe);
        _node.Store.Changed = Interrupt;
        _node.Store.Size = _ =>
        {
            Interrupt();
            return 1;
        };
    }

    public long Hits => _node.Table.Counts.Hits;

    /// <summary>How many keys calls over many have got a value for.</summary>
    public long FoundByMany => Volatile.Read(ref _foundByMany);

    public long StaleServed => _node.Table.Counts.StaleServed;

    /// <summary>Runs it, and gives what calls saw that they must not.</summary>
    public Task<string[]> RunAsync(int events) =>
        // away from the runner's synchronization context: what waits at a gate goes on at once, on the thread that opens it
        Task.Run(() => RunEventsAsync(events));

    /// <summary>Demands that nothing is left behind: no flight, no mark of a write, no entry that the store does not know or knows alone.</summary>
    public void DemandOrder()
    {
        _node.Store.InStepWith(_node.Table);
        Assert.That(_node.Table.Entries.Slots.All().Select(static slot => slot.Kind), Is.All.EqualTo(SlotKind.Entry));
    }

    public void Dispose()
    {
        foreach (var (token, _) in _cancellable)
            token.Dispose();
        _node.Dispose();
    }

    private async Task<string[]> RunEventsAsync(int events)
    {
        for (var i = 0; i < events; i++)
            await StepAsync();
        _node.Store.Changed = null;
        _node.Store.Size = null;
        // a waiter that was forgotten hangs here
        var ended = Task.WhenAll(_calls);
        for (var patience = 30_000; !ended.IsCompleted && patience > 0; patience--)
        {
            while (OpenGate())
                continue;
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(1)));
        }
        await ended.WaitAsync(TimeSpan.Zero);
        return [.. _oracle.Violations()];
    }

    private async Task StepAsync()
    {
        if (_random.Next(12) == 0 && _cancellable.Count > 0)
        {
            var (token, call) = _cancellable[_random.Next(_cancellable.Count)];
            await token.CancelAsync();
            // the caller has left once its call has ended
            await call.WaitAsync(TimeSpan.FromSeconds(30));
            return;
        }
        Event();
    }

    private void Interrupt()
    {
        if (_interrupted || _random.Next(4) > 0)
            return;
        _interrupted = true;
        Event();
        _interrupted = false;
    }

    private void Event()
    {
        var key = s_keys[_random.Next(_keys)];
        switch (_random.Next(20))
        {
            case < 6:
                Call(key);
                break;
            case < 12:
                OpenGate();
                break;
            case < 15:
                Invalidate(key);
                break;
            case 15:
                Set(key);
                break;
            case 16 or 17:
                _calls.Add(PutAsync(key));
                break;
            case 18:
                _calls.Add(WriteAsync(key));
                break;
            default:
                Lose();
                break;
        }
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

    private Task PassAsync()
    {
        if (_random.Next(3) == 0)
            return Task.CompletedTask;
        var gate = new TaskCompletionSource();
        lock (_gates)
            _gates.Add(gate);
        return gate.Task;
    }

    private async ValueTask<Reading> LoadAsync(PageKey key, CacheContext? context, CancellationToken cancellationToken)
    {
        var began = _oracle.Now();
        await PassAsync();
        var version = _oracle.Read(key);
        await PassAsync();
        string[] tags = _takesContext && _random.Next(3) > 0 ? [Change.Tags[_random.Next(Change.Tags.Length)]] : [];
        foreach (var tag in tags)
            context!.AddTag(tag);
        if (_random.Next(_failSafe ? 3 : 10) == 0)
            throw new LoadFailedException();
        return new(key, version, began, tags, "load");
    }

    private void Call(PageKey key)
    {
        var token = _random.Next(3) == 0 ? new CancellationTokenSource() : null;
        var call = _many && _random.Next(2) == 0 ? CallManyAsync(token?.Token ?? default) : CallAsync(key, token?.Token ?? default);
        _calls.Add(call);
        if (token is not null)
            _cancellable.Add((token, call));
    }

    private async Task CallAsync(PageKey key, CancellationToken cancellationToken)
    {
        var began = _oracle.Now();
        try
        {
            var seen = _random.Next(6) switch
            {
                0 => (await _node.Pages.TryGetAsync(key, cancellationToken)) is { Found: true } found ? found.Value : null,
                1 => await _node.Pages.RefreshAsync(LoadAsync, key, cancellationToken),
                2 or 3 => await _node.Pages.GetValueTask(LoadAsync, key, cancellationToken),
                _ => await _node.Pages.GetTask(LoadAsync, key, cancellationToken),
            };
            if (seen is not null)
                _oracle.NoteCall(began, seen);
        }
        catch (LoadFailedException)
        {
            // one load in ten, or in three where old values serve in their place
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // this caller has left
        }
    }

    // some of the keys in any order, one of them perhaps twice
    private async Task CallManyAsync(CancellationToken cancellationToken)
    {
        var keys = Enumerable.Range(0, _random.Next(1, _keys + 2)).Select(_ => s_keys[_random.Next(_keys)]).ToArray();
        var began = _oracle.Now();
        try
        {
            var seen = await Node.Many(absentIsNull: _random.Next(2) == 0, _random.Next(4)).GetTask(_node.Pages, LoadAsync, LoadManyAsync, keys, cancellationToken);
            Assert.That(seen.Keys, Is.SubsetOf(keys));
            Interlocked.Add(ref _foundByMany, seen.Count);
            foreach (var (key, value) in seen)
            {
                Assert.That(value.Key, Is.EqualTo(key));
                _oracle.NoteCall(began, value);
            }
        }
        catch (LoadFailedException)
        {
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // this caller has left
        }
    }

    private async ValueTask<IReadOnlyDictionary<PageKey, Reading>> LoadManyAsync(IReadOnlyList<PageKey> keys, CacheContext? context, CancellationToken cancellationToken)
    {
        Assert.That(keys, Is.Unique.And.Not.Empty);
        var began = _oracle.Now();
        await PassAsync();
        var found = keys.Where(_ => _random.Next(4) > 0).Select(key => new Reading(key, _oracle.Read(key), began, [], "load of many")).ToArray();
        await PassAsync();
        return _random.Next(_failSafe ? 3 : 10) == 0 ? throw new LoadFailedException() : found.ToDictionary(static value => value.Key);
    }

    private void Invalidate(PageKey key)
    {
        var change = Change.Any(_random.Next, _kinds, key);
        for (var i = 0; i < _keys; i++)
            _oracle.Write(s_keys[i]);
        var began = _oracle.Now();
        Assert.That(change.Apply(_node).IsCompletedSuccessfully);
        _oracle.NoteInvalidation(change.Name, began, change.Covers);
    }

    private void Set(PageKey key)
    {
        var value = new Reading(key, _oracle.Write(key), _oracle.Now(), [], "set");
        // sets that overlap are a race that nobody guards: what is set here is made without interruption
        var interrupted = _interrupted;
        _interrupted = true;
        var set = _node.Pages.SetAsync(key, value);
        _interrupted = interrupted;
        Assert.That(set.IsCompletedSuccessfully);
        value.Began = _oracle.Now();
        _oracle.NoteWrite(key, value.Version);
    }

    private async Task PutAsync(PageKey key)
    {
        try
        {
            var put = await CacheWrite.PutAsync(this, async scenario =>
            {
                var began = scenario._oracle.Now();
                await scenario.PassAsync();
                var value = new Reading(key, scenario._oracle.Write(key), began, [], "put");
                await scenario.PassAsync();
                return scenario._random.Next(10) == 0 ? throw new LoadFailedException() : value;
            }, [_node.Pages.Puts(key)]);
            _oracle.NoteWrite(key, put.Version);
        }
        catch (LoadFailedException)
        {
            // a write that throws stores nothing
        }
    }

    private async Task WriteAsync(PageKey key)
    {
        if (!_kinds.HasFlag(Change.Kinds.Slots))
            return;
        long ended = 0;
        try
        {
            await CacheWrite.RunAsync(this, async scenario =>
            {
                await scenario.PassAsync();
                scenario._oracle.Write(key);
                await scenario.PassAsync();
                ended = scenario._oracle.Now();
                if (scenario._random.Next(3) == 0)
                    throw new LoadFailedException();
            }, _node.Pages.Invalidates(key));
        }
        catch (LoadFailedException)
        {
            // it invalidates all the same
        }
        _oracle.NoteInvalidation($"write {key}", ended, value => value.Key == key);
    }

    // entries leave on their own: time passes, or the store evicts
    private void Lose()
    {
        if (_node.Store.Count == 0 || _random.Next(2) == 0)
            // over the end of what there is at once, where it is kept beyond
            _node.Time.Advance(TimeSpan.FromMinutes(_failSafe ? 6 : 2));
        else
            _node.Store.EvictOne(_random.Next);
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
