using System.ComponentModel;
using Cache.Tests.Engine;
using Cache.Tests.Policies;
using Microsoft.Extensions.Caching.Hybrid;

namespace Cache.Tests.Ecosystem;

/// <summary>The members of HybridCache, as its documentation says what they do, with every choice of tiers.</summary>
[TestFixture(Tiers.Memory)]
[TestFixture(Tiers.Redis)]
[TestFixture(Tiers.Hybrid)]
internal sealed class HybridCacheTests(Tiers tiers)
{
    private EcosystemNode _node = null!;

    private HybridCache Hybrid => _node.Hybrid;

    [SetUp]
    public void Open() => _node = new(tiers);

    [TearDown]
    public async Task CloseAsync() => await _node.DisposeAsync();

    [Test]
    public async Task The_first_call_makes_the_value_and_the_next_finds_it()
    {
        Assert.That(await Hybrid.GetOrCreateAsync("a", static _ => new ValueTask<string>("made")), Is.EqualTo("made"));
        Assert.That(await Hybrid.GetOrCreateAsync("a", static _ => new ValueTask<string>("again")), Is.EqualTo("made"));
        Assert.That(await Hybrid.GetOrCreateAsync("b", static _ => new ValueTask<string>("other")), Is.EqualTo("other"));
    }

    [Test]
    public async Task The_factory_gets_the_state_of_its_call()
    {
        Assert.That(await Hybrid.GetOrCreateAsync("a", 41, static (state, _) => new ValueTask<int>(state + 1)), Is.EqualTo(42));
        Assert.That(await Hybrid.GetOrCreateAsync("a", 1, static (state, _) => new ValueTask<int>(state + 1)), Is.EqualTo(42));
    }

    [Test]
    public async Task A_key_may_be_given_as_a_span_or_interpolated()
    {
        var id = 7;
        await Hybrid.SetAsync("user:7", "set");

        Assert.That(await Hybrid.GetOrCreateAsync($"user:{id}", static _ => new ValueTask<string>("made")), Is.EqualTo("set"));
        Assert.That(await Hybrid.GetOrCreateAsync("user:7".AsSpan(), static _ => new ValueTask<string>("made")), Is.EqualTo("set"));
        Assert.That(await Hybrid.GetOrCreateAsync($"user:{id}", 1, static (_, _) => new ValueTask<string>("made")), Is.EqualTo("set"));
        Assert.That(await Hybrid.GetOrCreateAsync("user:7".AsSpan(), 1, static (_, _) => new ValueTask<string>("made")), Is.EqualTo("set"));
    }

    [Test]
    public async Task Callers_of_one_key_share_one_run_of_a_factory()
    {
        var loads = new HeldLoads<string, string>();
        var calls = Enumerable.Range(0, 20).Select(_ => Hybrid.GetOrCreateAsync("a", token => loads.Of()("a", new(), token)).AsTask()).ToArray();
        (await loads.AtAsync(0)).Return("made");

        Assert.That(await Task.WhenAll(calls), Is.All.EqualTo("made"));
        Assert.That(loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task The_run_goes_on_while_any_caller_waits_and_is_cancelled_when_the_last_has_left()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var loads = new HeldLoads<string, string>();
        var one = Hybrid.GetOrCreateAsync("a", token => loads.Of()("a", new(), token), cancellationToken: first.Token).AsTask();
        var load = await loads.AtAsync(0);
        var other = Hybrid.GetOrCreateAsync("a", token => loads.Of()("a", new(), token), cancellationToken: second.Token).AsTask();

        await first.CancelAsync();
        Assert.That(async () => await one, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(load.Token.IsCancellationRequested, Is.False);

        await second.CancelAsync();
        Assert.That(async () => await other, Throws.InstanceOf<OperationCanceledException>());
        await load.Cancelled;
        Assert.That(load.Token.IsCancellationRequested, Is.True);
    }

    [Test]
    public async Task A_call_that_is_cancelled_already_does_nothing()
    {
        Assert.That(async () => await Hybrid.GetOrCreateAsync("a", static _ => new ValueTask<string>("made"), cancellationToken: new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Hybrid.SetAsync("a", "set", cancellationToken: new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await _node.FindAsync<string>("a"), Is.Null);

        await Hybrid.SetAsync("a", "set");
        Assert.That(async () => await Hybrid.RemoveAsync("a", new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Hybrid.RemoveByTagAsync("*", new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await _node.FindAsync<string>("a"), Is.EqualTo("set"));
    }

    [Test]
    public async Task What_a_factory_throws_reaches_its_callers_and_is_not_kept()
    {
        Assert.That(async () => await Hybrid.GetOrCreateAsync<string>("a", static _ => throw new InvalidDataException("down")), Throws.InstanceOf<InvalidDataException>());
        Assert.That(await _node.GetAsync("a", "made"), Is.EqualTo("made"));
    }

    [Test]
    public async Task Set_writes_over_what_is_there()
    {
        await Hybrid.SetAsync("a", "one");
        Assert.That(await _node.GetAsync("a", "made"), Is.EqualTo("one"));
        await Hybrid.SetAsync("a", "two");
        Assert.That(await _node.GetAsync("a", "made"), Is.EqualTo("two"));
    }

    [Test]
    public async Task Null_is_a_value()
    {
        Assert.That(await _node.GetAsync<string?>("a", null), Is.Null);
        Assert.That(await _node.GetAsync<string?>("a", "made"), Is.Null);
        await Hybrid.SetAsync<List<int>?>("b", null);
        Assert.That(await _node.GetAsync<List<int>?>("b", [1]), Is.Null);
        await Hybrid.SetAsync<int?>("c", null);
        Assert.That(await _node.GetAsync<int?>("c", 1), Is.Null);
    }

    [Test]
    public async Task Remove_takes_the_value_whatever_its_type()
    {
        await Hybrid.SetAsync("a", "text");
        await Hybrid.SetAsync("b", 1);
        await Hybrid.RemoveAsync("a");
        Assert.That(await _node.FindAsync<string>("a"), Is.Null);
        Assert.That(await _node.FindAsync<int>("b"), Is.EqualTo(1));

        await Hybrid.SetAsync("a", new List<int> { 1 });
        await Hybrid.RemoveAsync(["a", "b", "never there"]);
        Assert.That(await _node.FindAsync<List<int>>("a"), Is.Null);
        Assert.That(await _node.FindAsync<int>("b"), Is.Zero);
        await Hybrid.RemoveAsync((IEnumerable<string>)null!);
        await Hybrid.RemoveAsync([]);
    }

    [Test]
    public async Task A_value_whose_factory_began_before_a_remove_is_not_served_after_it()
    {
        var loads = new HeldLoads<string, string>();
        var before = Hybrid.GetOrCreateAsync("a", token => loads.Of()("a", new(), token)).AsTask();
        var load = await loads.AtAsync(0);
        await Hybrid.RemoveAsync("a");
        load.Return("old");
        Assert.That(await before, Is.EqualTo("old"), "it was asked for before");

        Assert.That(await _node.GetAsync("a", "new"), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_key_with_two_types_holds_the_value_of_the_last_one_that_was_made()
    {
        Assert.That(await _node.GetAsync("a", "text"), Is.EqualTo("text"));
        Assert.That(await _node.GetAsync("a", 5), Is.EqualTo(5), "a text is no number");
        Assert.That(await _node.GetAsync("a", 6), Is.EqualTo(5));
        Assert.That(await _node.GetAsync("a", new List<int> { 7 }), Is.EqualTo(new[] { 7 }));
        Assert.That(await _node.GetAsync("a", 8), Is.EqualTo(8));
        Assert.That(await _node.FindAsync<string>("a"), Is.Null);
    }

    [Test]
    public async Task What_can_be_changed_is_each_callers_own()
    {
        var made = new List<int> { 1 };
        var first = await _node.GetAsync("a", made);
        first.Add(2);
        var second = await _node.GetAsync("a", made);
        Assert.That(second, Is.EqualTo(new[] { 1 }));
        second.Add(3);
        Assert.That(await _node.GetAsync("a", made), Is.EqualTo(new[] { 1 }));

        var bytes = new byte[] { 1 };
        await Hybrid.SetAsync("b", bytes);
        bytes[0] = 9;
        var read = await _node.GetAsync("b", bytes);
        read[0] = 8;
        Assert.That(await _node.GetAsync("b", bytes), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public async Task Callers_that_joined_have_instances_of_their_own_too()
    {
        var loads = new HeldLoads<string, List<int>>();
        var calls = Enumerable.Range(0, 3).Select(_ => Hybrid.GetOrCreateAsync("a", token => loads.Of()("a", new(), token)).AsTask()).ToArray();
        (await loads.AtAsync(0)).Return([1]);

        Assert.That(await Task.WhenAll(calls), Is.All.EqualTo(new[] { 1 }));
        Assert.That(calls.Select(static call => call.Result).Distinct(ReferenceEqualityComparer.Instance).Count(), Is.EqualTo(3));
    }

    [Test]
    public async Task What_cannot_be_changed_is_one_instance_while_memory_holds_it()
    {
        await Hybrid.SetAsync("a", new Point(1, 2));
        await Hybrid.SetAsync("b", new Unsealed(1));
        var (one, other) = (await _node.GetAsync("a", new Point(0, 0)), await _node.GetAsync("a", new Point(0, 0)));
        Assert.That(one, Is.EqualTo(new Point(1, 2)));
        Assert.That(one, tiers == Tiers.Redis ? Is.Not.SameAs(other) : Is.SameAs(other));
        var (first, second) = (await _node.GetAsync("b", new Unsealed(0)), await _node.GetAsync("b", new Unsealed(0)));
        Assert.That(first, Is.Not.SameAs(second).And.EqualTo(new Unsealed(1)), "a type that is not sealed may have one that changes");
    }

    [TestCase("")]
    [TestCase(null)]
    public void An_empty_key_is_refused(string? key)
    {
        Assert.That(async () => await Hybrid.GetOrCreateAsync(key!, static _ => new ValueTask<int>(1)), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Hybrid.SetAsync(key!, 1), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Hybrid.RemoveAsync(key!), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Hybrid.GetOrCreateAsync<int, int>("a", 1, null!), Throws.ArgumentNullException);
    }

    [TestCase("a:b")]
    [TestCase("{a}*%00")]
    [TestCase(" ")]
    [TestCase("line\nbreak\0")]
    public async Task A_key_may_be_any_other_text(string key)
    {
        await Hybrid.SetAsync(key, "set");
        await Hybrid.SetAsync(key + "x", "other");
        Assert.That(await _node.FindAsync<string>(key), Is.EqualTo("set"));
    }

    [Test]
    public async Task A_long_key_is_kept_whole()
    {
        var (one, other) = (new string('k', 5_000) + "1", new string('k', 5_000) + "2");
        await Hybrid.SetAsync(one, "one");
        await Hybrid.SetAsync(other, "other");
        Assert.That((await _node.FindAsync<string>(one), await _node.FindAsync<string>(other)), Is.EqualTo(("one", "other")));
    }

    [ImmutableObject(true)]
    public sealed record Point(int X, int Y);

    [ImmutableObject(true)]
    public record Unsealed(int X);

    // it is what Unsealed is not sealed for
    public sealed record Changing(int X) : Unsealed(X)
    {
        public int Y { get; set; }
    }
}
