using Cache.CompilerServices;
using Cache.Engine;

namespace Cache.Tests.Engine;

/// <summary>Two operations on one key that start at the same moment on two threads, over and over: when both have ended, what is cached is what the database holds.</summary>
[CancelAfter(120_000)]
public class RaceTests
{
    private const int Rounds = 600;
    private static readonly PageKey s_key = new("acme", 1);

    public static IEnumerable<TestCaseData> Pairs()
    {
        string[] reading = ["load", "load that waits", "refresh", "put"];
        string[] changing = ["put", "key", "where", "glob", "group", "tag", "dynamic tag", "all", "evict"];
        // what a put writes bears no dynamic tag
        return from one in reading from other in changing where (one, other) != ("put", "dynamic tag") select new TestCaseData(one, other);
    }

    [TestCaseSource(nameof(Pairs))]
    public async Task What_is_cached_when_both_have_ended_is_what_the_database_holds(string one, string other)
    {
        await using var container = new Container();
        var race = new Race(container);
        var start = new int[2];
        var ends = new int[2];
        string? wrong = null;

        var threads = new[] { (one, other), (other, one) }.Select((pair, side) => Task.Factory.StartNew(
            () =>
            {
                for (var round = 1; round <= Rounds; round++)
                {
                    Meet(start, side, round);
                    // each has its turn to be a little early
                    Thread.SpinWait((round + side * 7) % 15 * 4);
                    race.Run(pair.Item1);
                    Meet(ends, side, round);
                    if (side == 0 && race.Wrong() is { } found)
                        wrong ??= $"round {round}: {found}";
                }
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(threads.ToArray());

        Assert.That(wrong, Is.Null);
        race.DemandOrder();
    }

    // both sides go on when both have come here
    private static void Meet(int[] rounds, int side, int round)
    {
        Volatile.Write(ref rounds[side], round);
        var spin = new SpinWait();
        while (Volatile.Read(ref rounds[1 - side]) < round)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    private sealed class Race(Container container)
    {
        private readonly MethodCache<Load<PageKey, int>, PageKey, int> _cache =
            PageKey.Define<int>(static key => [$"tenant:{key.Tenant}"], takesContext: true, groups: [0]).In(container.Cache);

        private int _database;

        public void Run(string operation)
        {
            switch (operation)
            {
                case "load":
                    _ = _cache.GetValueTask(Load, s_key).AsTask();
                    break;
                case "load that waits":
                    _ = _cache.GetValue(LoadThatWaits, s_key);
                    break;
                case "refresh":
                    _ = _cache.RefreshAsync(Load, s_key).AsTask();
                    break;
                case "put":
                    _ = CacheWrite.PutAsync(this, static race => new ValueTask<int>(race.Write()), [_cache.Puts(s_key)]);
                    break;
                case "evict":
                    container.Store.EvictAll();
                    break;
                default:
                    Write();
                    Assert.That(Invalidate(operation).IsCompletedSuccessfully);
                    break;
            }
        }

        public string? Wrong()
        {
            var found = _cache.TryGetAsync(s_key).Result;
            return found.Found && found.Value != _database ? $"{found.Value} is cached, the database holds {_database}" : null;
        }

        public void DemandOrder()
        {
            container.Store.InStepWith(_cache);
            Assert.That(_cache.InvalidateAsync(s_key).IsCompletedSuccessfully);
            Assert.That(((ICacheTable)_cache).Counts.Entries, Is.Zero, "a flight or the mark of a put was left behind");
            Assert.That(container.Store.Count, Is.Zero);
        }

        private int Write() => Interlocked.Increment(ref _database);

        private ValueTask<int> Load(PageKey key, CacheContext context, CancellationToken cancellationToken)
        {
            var read = Volatile.Read(ref _database);
            context.AddTag("x");
            return new(read);
        }

        private async ValueTask<int> LoadThatWaits(PageKey key, CacheContext context, CancellationToken cancellationToken)
        {
            var read = Volatile.Read(ref _database);
            await Task.Yield();
            context.AddTag("x");
            return read;
        }

        private ValueTask<InvalidationResult> Invalidate(string operation) => operation switch
        {
            "key" => _cache.InvalidateAsync(s_key),
            "where" => _cache.InvalidateWhereAsync(PageKey.Where(page: 1)),
            "glob" => _cache.InvalidateMatchingAsync("acme:*"),
            "group" => _cache.InvalidateWhereAsync(PageKey.Where("acme")),
            "tag" => container.Cache.InvalidateTagAsync("tenant:acme"),
            "dynamic tag" => container.Cache.InvalidateTagAsync("x"),
            _ => _cache.InvalidateAllAsync(),
        };
    }
}
