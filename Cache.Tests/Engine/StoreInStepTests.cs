using Cache.CompilerServices;
using Cache.Entries;

namespace Cache.Tests.Engine;

/// <summary>Random operations one after the other, against a dictionary: what is there is there, and the store knows exactly that.</summary>
public class StoreInStepTests
{
    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(5);

    [Test]
    public async Task After_every_operation_the_cache_holds_what_a_dictionary_would_and_the_store_knows_of_it([Range(0, 39)] int seed)
    {
        await using var container = new Container();
        var run = new Run(new(seed), container);
        for (var i = 0; i < 300; i++)
        {
            var operation = await run.NextAsync();
            Assert.That(await run.Found(), Is.EqualTo(run.Expected()), $"seed {seed}, operation {i}: {operation}");
            container.Store.InStepWith(run.Cache);
        }
    }

    private sealed class Run(Random random, Container container)
    {
        private static readonly PageKey[] s_keys = [.. from tenant in new[] { "a", "b", "c" } from page in Enumerable.Range(1, 4) select new PageKey(tenant, page)];

        // what is there: the value, when it expires, and the tag that its load named
        private readonly Dictionary<PageKey, (int Value, TimeSpan Expires, string? Tag)> _model = [];
        private TimeSpan _now;
        private int _values;

        public MethodCache<Load<PageKey, int>, PageKey, int> Cache { get; } =
            PageKey.Define<int>(static key => [$"tenant:{key.Tenant}"], takesContext: true, groups: [1]).In(container.Cache);

        public IEnumerable<(PageKey, int)> Expected() => s_keys.Where(_model.ContainsKey).Select(key => (key, _model[key].Value));

        public async Task<List<(PageKey, int)>> Found()
        {
            var found = new List<(PageKey, int)>();
            foreach (var key in s_keys)
            {
                if ((await Cache.TryGetAsync(key)).TryGet(out var value))
                    found.Add((key, value));
            }
            return found;
        }

        public async Task<string> NextAsync()
        {
            var key = s_keys[random.Next(s_keys.Length)];
            switch (random.Next(14))
            {
                case < 4:
                    return await GetAsync(key);
                case 4:
                    await Cache.SetAsync(key, Store(key, s_ttl, null));
                    return "set";
                case 5:
                    await Cache.SetAsync(key, Store(key, TimeSpan.FromMinutes(1), null), TimeSpan.FromMinutes(1));
                    return "set for a minute";
                case 6:
                    await CacheWrite.PutAsync(Store(key, s_ttl, null), static value => new ValueTask<int>(value), [Cache.Puts(key)]);
                    return "put";
                case 7:
                    await Cache.InvalidateAsync(key);
                    _model.Remove(key);
                    return "invalidate";
                case 8:
                    await Cache.InvalidateWhereAsync(PageKey.Where(page: key.Page));
                    Forget(other => other.Page == key.Page);
                    return "group";
                case 9:
                    await Cache.InvalidateMatchingAsync(key.Tenant + ":*");
                    Forget(other => other.Tenant == key.Tenant);
                    return "glob";
                case 10:
                    return await TagAsync(key);
                case 11:
                    return await RefreshAsync(key);
                case 12:
                    return await AllOrTimeAsync();
                default:
                    return Evict();
            }
        }

        private async Task<string> GetAsync(PageKey key)
        {
            var tag = random.Next(2) == 0 ? "x" : null;
            var next = _values + 1;
            var value = await Cache.GetTask((_, context, _) => Loaded(context, tag, next), key);
            if (!_model.ContainsKey(key))
                Store(key, s_ttl, tag);
            Assert.That(value, Is.EqualTo(_model[key].Value));
            return "get";
        }

        private async Task<string> RefreshAsync(PageKey key)
        {
            if (random.Next(3) == 0)
            {
                Assert.That(async () => await Cache.RefreshAsync(static (_, _, _) => throw new NotSupportedException(), key), Throws.InstanceOf<NotSupportedException>());
                return "refresh that fails";
            }
            var next = Store(key, s_ttl, "x");
            await Cache.RefreshAsync((_, context, _) => Loaded(context, "x", next), key);
            return "refresh";
        }

        private async Task<string> TagAsync(PageKey key)
        {
            if (random.Next(2) == 0)
            {
                await container.Cache.InvalidateTagAsync("x");
                Forget(other => _model[other].Tag == "x");
                return "tag of loads";
            }
            await container.Cache.InvalidateTagAsync($"tenant:{key.Tenant}");
            Forget(other => other.Tenant == key.Tenant);
            return "declared tag";
        }

        private async Task<string> AllOrTimeAsync()
        {
            if (random.Next(4) == 0)
            {
                await Cache.InvalidateAllAsync();
                _model.Clear();
                return "all";
            }
            container.Time.Advance(TimeSpan.FromSeconds(40));
            _now += TimeSpan.FromSeconds(40);
            Forget(other => _model[other].Expires <= _now);
            return "time";
        }

        private string Evict()
        {
            var entries = container.Store.Entries;
            if (entries.Length == 0)
                return "nothing to evict";
            var victim = (CacheEntry<PageKey, int>)entries[random.Next(entries.Length)];
            container.Store.Evict(victim);
            _model.Remove(victim.Key);
            return "evict";
        }

        private int Store(PageKey key, TimeSpan ttl, string? tag)
        {
            _model[key] = (++_values, _now + ttl, tag);
            return _values;
        }

        private static ValueTask<int> Loaded(CacheContext context, string? tag, int value)
        {
            if (tag is not null)
                context.AddTag(tag);
            return new(value);
        }

        private void Forget(Func<PageKey, bool> which)
        {
            foreach (var key in s_keys)
            {
                if (_model.ContainsKey(key) && which(key))
                    _model.Remove(key);
            }
        }
    }
}
