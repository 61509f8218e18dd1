using Cache.CompilerServices;
using Cache.Local;

namespace Cache.Tests.Engine.Interleaving;

/// <summary>The same promises with real threads: between any two instructions, not only at gates.</summary>
public class ThreadedInterleavingTests
{
    private static readonly PageKey[] s_keys = [new("a", 1), new("b", 1), new("a", 2)];

    [Test]
    public async Task No_call_that_comes_after_an_invalidation_or_a_write_sees_what_was_read_before_it([Values] bool withSets, [Values] bool hasBudget)
    {
        const int Rounds = 300;
        const int Workers = 4;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var oracle = new Oracle();
            using var node = new Node(takesContext: seed % 2 == 0, null, hasBudget ? 2 : null);
            var workers = Enumerable.Range(0, Workers)
                .Select(worker => Task.Run(() => new Worker(new(seed * Workers + worker), oracle, node, seed % 2 == 0, withSets).RunAsync()))
                .ToArray();
            await Task.WhenAll(workers).WaitAsync(TimeSpan.FromSeconds(60));

            Assert.That(oracle.Violations(), Is.Empty, $"seed {seed}");
            node.Store.InStepWith(node.Table);
            Assert.That(node.Table.Entries.Slots.All().Select(static slot => slot.Kind), Is.All.EqualTo(SlotKind.Entry), $"seed {seed}");
        }
    }

    private sealed class Worker(Random random, Oracle oracle, Node node, bool takesContext, bool withSets)
    {
        private const int Operations = 60;

        public async Task RunAsync()
        {
            for (var i = 0; i < Operations; i++)
            {
                var key = s_keys[random.Next(s_keys.Length)];
                await (random.Next(16) switch
                {
                    < 8 => CallAsync(key),
                    < 11 => InvalidateAsync(key),
                    11 or 12 => PutAsync(key),
                    13 => withSets ? SetAsync(key) : PutAsync(key),
                    14 => EvictAsync(),
                    _ => LeaveAsync(key),
                });
            }
        }

        private async Task CallAsync(PageKey key)
        {
            var began = oracle.Now();
            var choice = random.Next(8);
            if (choice > 5)
            {
                await CallManyAsync(began);
                return;
            }
            var seen = choice switch
            {
                0 => (await node.Pages.TryGetAsync(key)) is { Found: true } found ? found.Value : null,
                1 => await node.Pages.RefreshAsync(Load(), key),
                2 => await node.Pages.GetValueTask(Load(), key),
                _ => await node.Pages.GetTask(Load(), key),
            };
            if (seen is not null)
                oracle.NoteCall(began, seen);
        }

        // in an order of its own
        private async Task CallManyAsync(long began)
        {
            var keys = s_keys.OrderBy(_ => random.Next()).Take(random.Next(1, s_keys.Length + 1)).ToArray();
            Load<IReadOnlyList<PageKey>, IReadOnlyDictionary<PageKey, Reading>> load = async (asked, _, _) =>
            {
                var readBegan = oracle.Now();
                await PassAsync();
                var found = asked.Select(key => new Reading(key, oracle.Read(key), readBegan, [], "load of many")).ToArray();
                await PassAsync();
                return found.ToDictionary(static value => value.Key);
            };
            var seen = await Node.Many(absentIsNull: false, batchSize: 2).GetTask(node.Pages, Load(), load, keys);
            Assert.That(seen.Keys, Is.EquivalentTo(keys));
            foreach (var value in seen.Values)
                oracle.NoteCall(began, value);
        }

        // a caller that may leave before its load has ended
        private async Task LeaveAsync(PageKey key)
        {
            using var leaving = new CancellationTokenSource();
            var began = oracle.Now();
            var call = node.Pages.GetTask(Load(), key, leaving.Token);
            await PassAsync();
            await leaving.CancelAsync();
            try
            {
                oracle.NoteCall(began, await call);
            }
            catch (OperationCanceledException)
            {
                Assert.That(call.IsCanceled);
            }
        }

        // each load draws from a source of its own: it may run on the thread of any
        private Load<PageKey, Reading> Load()
        {
            var seed = random.Next();
            return async (key, context, _) =>
            {
                var began = oracle.Now();
                var own = new Random(seed);
                await PassAsync(own);
                var version = oracle.Read(key);
                await PassAsync(own);
                string[] tags = takesContext && own.Next(3) > 0 ? [Change.Tags[own.Next(Change.Tags.Length)]] : [];
                foreach (var tag in tags)
                    context.AddTag(tag);
                return new(key, version, began, tags, "load");
            };
        }

        private async Task InvalidateAsync(PageKey key)
        {
            var change = Change.Any(random.Next, Change.Kinds.All, key);
            foreach (var each in s_keys)
                oracle.Write(each);
            var began = oracle.Now();
            await change.Apply(node);
            oracle.NoteInvalidation(change.Name, began, change.Covers);
        }

        private async Task PutAsync(PageKey key)
        {
            var put = await CacheWrite.PutAsync(0, async _ =>
            {
                var began = oracle.Now();
                await PassAsync();
                var value = new Reading(key, oracle.Write(key), began, [], "put");
                await PassAsync();
                return value;
            }, [node.Pages.Puts(key)]);
            // a set on another thread, of a version from before, may come after it: nobody guards that
            if (!withSets)
                oracle.NoteWrite(key, put.Version);
        }

        private async Task SetAsync(PageKey key)
        {
            // the end is not known yet, and nothing that happens before it counts
            var value = new Reading(key, oracle.Write(key), long.MaxValue, [], "set");
            await node.Pages.SetAsync(key, value);
            value.Began = oracle.Now();
        }

        private Task EvictAsync()
        {
            node.Store.EvictOne(random.Next);
            return Task.CompletedTask;
        }

        private Task PassAsync() => PassAsync(random);

        private static async Task PassAsync(Random random)
        {
            for (var yields = random.Next(3); yields > 0; yields--)
                await Task.Yield();
            Thread.SpinWait(random.Next(200));
        }
    }
}
