using Cache.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Engine;

// Copy = true: whatever callers do to a value, the cache and the other callers keep theirs
public sealed class CopyTests
{
    private Container _container = null!;
    private MethodCache<Load<int, List<string>>, int, List<string>> _lists = null!;

    [SetUp]
    public void Open()
    {
        _container = new();
        _lists = Define<List<string>>("lists").In(_container.Cache);
    }

    [TearDown]
    public async Task CloseAsync() => await _container.DisposeAsync();

    [Test]
    public async Task What_a_caller_does_to_its_value_no_other_call_sees()
    {
        Func<Task<List<string>>>[] calls =
        [
            async () => await _lists.GetTask(LoadAsync, 1),
            async () => await _lists.GetValueTask(LoadAsync, 1),
            () => Task.FromResult(_lists.GetValue(LoadAsync, 1)),
            async () => (await _lists.TryGetAsync(1)).Value,
            async () => await _lists.RefreshAsync(LoadAsync, 1),
        ];
        foreach (var one in calls)
        {
            foreach (var other in calls)
            {
                (await one()).Add("mine");
                Assert.That(await other(), Is.EqualTo(new[] { "loaded" }));
            }
        }
    }

    [Test]
    public async Task All_who_wait_for_one_load_get_objects_of_their_own()
    {
        var loads = new HeldLoads<int, List<string>>();
        Task<List<string>>[] calls = [.. Enumerable.Range(0, 10).Select(_ => _lists.GetTask(loads.Of(), 1))];

        loads[0].Return(["loaded"]);
        var values = await Task.WhenAll(calls);

        Assert.That(loads.Count, Is.EqualTo(1));
        Assert.That(values.Distinct(ReferenceEqualityComparer.Instance).Count(), Is.EqualTo(10));
        Assert.That(values, Has.All.EqualTo(new[] { "loaded" }));
    }

    [Test]
    public async Task A_value_that_was_set_is_not_the_callers_object_any_more()
    {
        List<string> list = ["set"];
        await _lists.SetAsync(1, list);
        list.Add("later");

        Assert.That((await _lists.TryGetAsync(1)).Value, Is.EqualTo(new[] { "set" }));
    }

    [Test]
    public async Task Nor_is_one_that_a_write_has_put()
    {
        var put = await CacheWrite.PutAsync(0, static _ => new ValueTask<List<string>>(["put"]), [_lists.Puts(1)]);
        put.Add("later");

        Assert.That((await _lists.TryGetAsync(1)).Value, Is.EqualTo(new[] { "put" }));
    }

    [Test]
    public async Task Invalidations_and_questions_go_through()
    {
        await _lists.SetAsync(1, ["set"]);
        Assert.That(await _lists.ExistsAsync(1));
        Assert.That(_lists.Key(1), Is.EqualTo("app:lists:1"));

        await _lists.InvalidateAsync(1);

        Assert.That(await _lists.ExistsAsync(1), Is.False);
        Assert.That((await _lists.TryGetAsync(1)).Found, Is.False);
    }

    [Test]
    public async Task Null_bytes_and_text_are_copied_without_a_serializer()
    {
        await using var container = new Container(static services => services.AddSingleton<ICacheSerializer>(new RefusingSerializer()));
        var bytes = Define<byte[]>("bytes").In(container.Cache);
        var texts = Define<string?>("texts").In(container.Cache);
        var numbers = Define<int>("numbers").In(container.Cache);

        (await bytes.GetTask(static (_, _, _) => new([1, 2]), 1))[0] = 9;
        Assert.That(await bytes.GetTask(static (_, _, _) => new([3]), 1), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(await texts.GetTask(static (_, _, _) => new((string?)null), 1), Is.Null);
        Assert.That(await texts.GetTask(static (_, _, _) => new("text"), 2), Is.EqualTo("text"));
        Assert.That(await numbers.GetTask(static (_, _, _) => new(5), 1), Is.EqualTo(5));
    }

    [Test]
    public async Task A_value_that_cannot_be_copied_says_so_and_changes_nothing()
    {
        await using var container = new Container(static services => services.AddSingleton<ICacheSerializer>(new RefusingSerializer()));
        var cache = Define<List<string>>("refused").In(container.Cache);

        Assert.That(async () => await cache.GetTask(LoadAsync, 1), Throws.InvalidOperationException.With.Message.Contains("'refused'").And.Message.Contains("Copy = true").And.Message.Contains("no such type"));
        Assert.That(async () => await cache.SetAsync(2, []), Throws.InvalidOperationException);
        Assert.That(await cache.ExistsAsync(2), Is.False);
    }

    [Test]
    public async Task A_write_whose_result_cannot_be_copied_still_takes_the_old_value_away()
    {
        var serializer = new RefusingSerializer { Refuses = false };
        await using var container = new Container(services => services.AddSingleton<ICacheSerializer>(serializer));
        var cache = Define<List<string>>("refused").In(container.Cache);
        await cache.SetAsync(1, ["old"]);
        serializer.Refuses = true;

        Assert.That(async () => await CacheWrite.PutAsync(0, static _ => new ValueTask<List<string>>(["new"]), [cache.Puts(1)]), Throws.InvalidOperationException);

        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    private static ValueTask<List<string>> LoadAsync(int key, CacheContext context, CancellationToken cancellationToken) => new(["loaded"]);

    private static CacheDefinition<Load<int, TValue>, int, TValue> Define<TValue>(string name) => new()
    {
        Name = name,
        Declaration = "Cache.Tests." + name,
        Parameters = ["key"],
        Copy = true,
        WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
        Load = static (load, key, context, cancellationToken) => load(key, context, cancellationToken),
    };

    private sealed class RefusingSerializer : ICacheSerializer
    {
        private readonly JsonCacheSerializer _inner = new();

        public bool Refuses { get; set; } = true;

        public void Serialize<T>(T value, System.Buffers.IBufferWriter<byte> target)
        {
            if (Refuses)
                throw new NotSupportedException("no such type");
            _inner.Serialize(value, target);
        }

        public T Deserialize<T>(ReadOnlySpan<byte> payload) => _inner.Deserialize<T>(payload);
    }
}
