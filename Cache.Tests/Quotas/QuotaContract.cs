using System.Globalization;
using Cache.SharedTier;
using Cache.Tests.Redis;
using Cache.Tests.SharedTier;

namespace Cache.Tests.Quotas;

/// <summary>What a quota on Redis promises, whatever servers are behind it. Each test has a namespace of its own, and keys of one lane, which a cluster counts for itself.</summary>
public abstract partial class QuotaContract
{
    private const int Lane = 7;
    private const int ValueBytes = 1000;
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(10);
    private static int s_tests;

    private OwnConnection _connection = null!;
    private string _namespace = "";
    private int _names;

    private protected abstract IReadOnlyList<RedisServer> Masters { get; }

    // what the lanes of a cluster share equally
    private protected abstract int Shares { get; }

    // the lane whose hash tag the count of a lane has
    private protected abstract int CountLane { get; }

    private protected async Task ConnectAsync(string connectionString) => _connection = await OwnConnection.OpenAsync(connectionString);

    [OneTimeTearDown]
    public async Task DisconnectAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    [SetUp]
    public void Begin()
    {
        _namespace = string.Create(CultureInfo.InvariantCulture, $"quota{Interlocked.Increment(ref s_tests)}");
        _names = 0;
    }

    private Task<Node> StartNodeAsync(long? allocation) => Node.StartAsync(_connection.Multiplexer.Configuration, _namespace, options => options.Multiplexer = _ => _connection.Multiplexer, quota: allocation * Shares);

    private string NewKey()
    {
        while (true)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{_namespace}:users:{_names++:0000000}");
            if (Lanes.Of(key) == Lane)
                return key;
        }
    }

    private static string OnServer(string key) => string.Create(CultureInfo.InvariantCulture, $"{{L{Lanes.Of(key):00}}}:{key}");

    private string CountKey(string name) => string.Create(CultureInfo.InvariantCulture, $"{{L{CountLane:00}}}:{_namespace}:{name}");

    private static long SizeOf(string key, int value = ValueBytes) => OnServer(key).Length + 19 + value;

    private static Task FillAsync(Node node, string key, TimeSpan? ttl = null, int bytes = ValueBytes) => FillAsync(node, key, SlotId.New(), ttl, bytes);

    private static async Task FillAsync(Node node, string key, SlotId lease, TimeSpan? ttl = null, int bytes = ValueBytes)
    {
        await node.Store.GetOrLeaseAsync(key, lease, 0, s_long);
        Assert.That(await node.Store.FillAsync(key, lease, new byte[bytes], ttl ?? s_long), Is.True);
    }

    private async Task<string[]> FillManyAsync(Node node, int count)
    {
        var keys = new string[count];
        for (var i = 0; i < count; i++)
            await FillAsync(node, keys[i] = NewKey());
        return keys;
    }

    private static async Task<string[]> PresentAsync(Node node, IEnumerable<string> keys)
    {
        var present = new List<string>();
        foreach (var key in keys)
        {
            if ((await node.Store.GetAsync(key)).Kind == SharedSlotKind.Value)
                present.Add(key);
        }
        return [.. present];
    }

    // of all slots that hold a value, as the servers have them
    private async Task<long> StoredAsync()
    {
        const string Sum = """
            local sum = 0
            for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
              if redis.call('TYPE', key).ok == 'string' and redis.call('GETRANGE', key, 0, 0) == 'V' then sum = sum + redis.call('STRLEN', key) + #key end
            end
            return sum
            """;
        var stored = 0L;
        foreach (var server in Masters)
            stored += long.Parse(await server.CommandAsync("EVAL", Sum, "0", $"*{_namespace}:users*"), CultureInfo.InvariantCulture);
        return stored;
    }

    private async Task<string> OnServerAsync(string key, params string[] command)
    {
        foreach (var server in Masters)
        {
            var answer = await server.CommandAsync(command);
            if (!answer.StartsWith("-MOVED", StringComparison.Ordinal))
                return answer;
        }
        throw new InvalidOperationException($"No master has {key}.");
    }

    private async Task AssertCountedAsync(Node node)
    {
        await node.Store.Quota!.KeepAsync();
        for (var round = 0; round < 16 && Shares > 1; round++)
            await node.Store.Quota.KeepAsync();
        Assert.That(node.Store.Quota.Bytes, Is.EqualTo(await StoredAsync()), "what is counted is what is stored");
    }

    [Test]
    public async Task What_was_stored_first_goes_first_and_the_sum_stays_within_the_allocation()
    {
        var allocation = 10 * SizeOf($"{_namespace}:users:0000000");
        await using var node = await StartNodeAsync(allocation);

        var keys = await FillManyAsync(node, 25);

        Assert.That(await PresentAsync(node, keys), Is.EqualTo(keys[15..]));
        Assert.That(node.Store.Quota!.Evictions, Is.EqualTo(15));
        Assert.That(await StoredAsync(), Is.EqualTo(allocation));
        await AssertCountedAsync(node);
    }

    [Test]
    public async Task What_was_read_lately_stays()
    {
        await using var node = await StartNodeAsync(10 * SizeOf($"{_namespace}:users:0000000"));
        var keys = await FillManyAsync(node, 10);

        node.Store.Quota!.Used(keys[0]);
        node.Store.Quota.Used(keys[3]);
        await node.Store.Quota.KeepAsync();
        var more = await FillManyAsync(node, 8);

        Assert.That(await PresentAsync(node, keys), Is.EqualTo(new[] { keys[0], keys[3] }));
        Assert.That(await PresentAsync(node, more), Is.EqualTo(more));
    }

    [Test]
    public async Task A_read_of_what_is_not_there_counts_nothing()
    {
        await using var node = await StartNodeAsync(100_000);

        node.Store.Quota!.Used(NewKey());
        await node.Store.Quota.KeepAsync();

        Assert.That(node.Store.Quota.Bytes, Is.Zero);
        Assert.That(await OnServerAsync(CountKey("#quota:used"), "EXISTS", CountKey("#quota:used")), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_set_counts_once_whatever_it_replaces_and_however_often_it_is_sent()
    {
        await using var node = await StartNodeAsync(100_000);
        var (key, id) = (NewKey(), SlotId.New());
        await FillAsync(node, key);

        await node.Store.SetAsync(key, id, new byte[300], s_long, null);
        await node.Store.SetAsync(key, id, new byte[300], s_long, null);

        Assert.That(node.Store.Quota!.Bytes, Is.EqualTo(SizeOf(key, 300)));
        await AssertCountedAsync(node);
    }

    [Test]
    public async Task A_fill_that_is_sent_twice_counts_once_and_one_that_is_refused_not_at_all()
    {
        await using var node = await StartNodeAsync(100_000);
        var (key, refused, lease) = (NewKey(), NewKey(), SlotId.New());
        await FillAsync(node, key, lease);

        Assert.That(await node.Store.FillAsync(key, lease, new byte[ValueBytes], s_long), Is.True, "sent again");
        Assert.That(await node.Store.FillAsync(refused, lease, new byte[ValueBytes], s_long), Is.False, "its lease does not stand");

        Assert.That(node.Store.Quota!.Bytes, Is.EqualTo(SizeOf(key)));
        await AssertCountedAsync(node);
    }

    [Test]
    public async Task What_is_invalidated_gives_its_bytes_back()
    {
        await using var node = await StartNodeAsync(100_000);
        var keys = await FillManyAsync(node, 5);

        await node.Store.InvalidateAsync(Lane, keys[..3]);
        await node.Store.InvalidateAsync(Lane, keys[..3]);

        Assert.That(node.Store.Quota!.Bytes, Is.EqualTo(2 * SizeOf(keys[0])));
        await AssertCountedAsync(node);
    }

    [Test]
    public async Task A_lease_is_not_counted_nor_evicted_and_its_fill_is_taken()
    {
        await using var node = await StartNodeAsync(3 * SizeOf($"{_namespace}:users:0000000"));
        var (key, lease) = (NewKey(), SlotId.New());
        await node.Store.GetOrLeaseAsync(key, lease, 0, s_long);

        await FillManyAsync(node, 20);

        Assert.That((await node.Store.GetAsync(key)).Id, Is.EqualTo(lease));
        Assert.That(await node.Store.FillAsync(key, lease, new byte[ValueBytes], s_long), Is.True);
    }

    [Test]
    public async Task A_value_behind_a_lease_is_counted_and_not_evicted_until_the_lease_is_given_up()
    {
        await using var node = await StartNodeAsync(3 * SizeOf($"{_namespace}:users:0000000") + 100);
        var (key, first, lease) = (NewKey(), SlotId.New(), SlotId.New());
        await FillAsync(node, key, first);
        Assert.That(await node.Store.TakeOverAsync(key, Seen.Value(first), lease, 0, s_long, keep: true), Is.True);

        await FillManyAsync(node, 20);
        var slot = await node.Store.GetAsync(key);
        Assert.That((slot.Kind, slot.Value.Length), Is.EqualTo((SharedSlotKind.Lease, ValueBytes)));

        await node.Store.ReleaseAsync(key, lease);
        Assert.That((await node.Store.GetAsync(key)).Kind, Is.EqualTo(SharedSlotKind.Value));
        await AssertCountedAsync(node);
        await FillManyAsync(node, 20);
        Assert.That((await node.Store.GetAsync(key)).Kind, Is.EqualTo(SharedSlotKind.Empty));
        await AssertCountedAsync(node);
    }

    [Test]
    public async Task A_value_behind_a_lease_whose_life_is_over_goes()
    {
        await using var node = await StartNodeAsync(3 * SizeOf($"{_namespace}:users:0000000") + 100);
        var (key, first) = (NewKey(), SlotId.New());
        await FillAsync(node, key, first, Timeout.InfiniteTimeSpan);
        Assert.That(await node.Store.TakeOverAsync(key, Seen.Value(first), SlotId.New(), 0, TimeSpan.FromMilliseconds(1), keep: true), Is.True);

        await Node.UntilAsync(async () =>
        {
            await FillManyAsync(node, 5);
            return (await node.Store.GetAsync(key)).Kind == SharedSlotKind.Empty;
        }, "the value has gone");
    }

    [Test]
    public async Task Bytes_of_expired_values_neither_count_nor_evict()
    {
        await using var node = await StartNodeAsync(10 * SizeOf($"{_namespace}:users:0000000"));
        var live = await FillManyAsync(node, 4);
        var brief = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            brief.Add(NewKey());
            await FillAsync(node, brief[i], TimeSpan.FromMilliseconds(100));
        }
        await Node.UntilAsync(async () => (await PresentAsync(node, brief)).Length == 0, "they expire");

        // a millisecond is left between the server's expiry and the count's
        await Node.UntilAsync(async () =>
        {
            await node.Store.Quota!.KeepAsync();
            return node.Store.Quota.Bytes == 4 * SizeOf(live[0]);
        }, "they do not count");
        var more = await FillManyAsync(node, 6);

        Assert.That(await PresentAsync(node, live.Concat(more)), Is.EqualTo(live.Concat(more)));
        Assert.That(node.Store.Quota!.Evictions, Is.Zero);
    }

    [Test]
    public async Task A_writer_that_finds_expired_values_counted_takes_their_room_first()
    {
        await using var node = await StartNodeAsync(10 * SizeOf($"{_namespace}:users:0000000"));
        var live = await FillManyAsync(node, 4);
        var brief = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            brief.Add(NewKey());
            await FillAsync(node, brief[i], TimeSpan.FromMilliseconds(100));
        }
        await RealTime.PassAsync(TimeSpan.FromMilliseconds(110));
        Assert.That(await PresentAsync(node, brief), Is.Empty);

        var more = await FillManyAsync(node, 6);

        Assert.That(await PresentAsync(node, live.Concat(more)), Is.EqualTo(live.Concat(more)));
    }

    [Test]
    public async Task A_life_that_is_made_longer_is_counted_as_long()
    {
        await using var node = await StartNodeAsync(100_000);
        var (touched, amended, id) = (NewKey(), NewKey(), SlotId.New());
        await FillAsync(node, touched, TimeSpan.FromMilliseconds(200));
        await FillAsync(node, amended, id, TimeSpan.FromMilliseconds(200));

        await node.Store.TouchAsync(touched, s_long);
        await node.Store.AmendAsync(amended, new(id, 0, new byte[1], new byte[] { 1 }, Timeout.InfiniteTimeSpan, Tells: false));
        await RealTime.PassAsync(TimeSpan.FromMilliseconds(210));
        await node.Store.Quota!.KeepAsync();

        Assert.That(await PresentAsync(node, [touched, amended]), Has.Length.EqualTo(2));
        Assert.That(node.Store.Quota.Bytes, Is.EqualTo(SizeOf(touched) + SizeOf(amended)));
    }

    [Test]
    public async Task A_value_that_takes_the_place_of_thousands_has_all_of_it_when_it_is_stored()
    {
        var small = SizeOf($"{_namespace}:users:0000000", 10);
        await using var node = await StartNodeAsync(2500 * small);
        var keys = Enumerable.Range(0, 2400).Select(_ => NewKey()).ToArray();
        await Parallel.ForEachAsync(keys, async (key, _) => await FillAsync(node, key, bytes: 10));
        var large = NewKey();

        await FillAsync(node, large, bytes: (int)(2490 * small));

        Assert.That(await StoredAsync(), Is.LessThanOrEqualTo(2500 * small));
        Assert.That(await PresentAsync(node, [large]), Is.EqualTo(new[] { large }));
        await AssertCountedAsync(node);
    }

    [Test]
    public async Task A_value_that_never_fits_is_told_and_not_kept()
    {
        var key = NewKey();
        await using var node = await StartNodeAsync(SizeOf(key));
        var small = NewKey();
        await FillAsync(node, small, bytes: 10);

        Assert.That(node.Store.Quota!.Fits(key, ValueBytes), Is.True);
        Assert.That(node.Store.Quota.Fits(key, ValueBytes + 1), Is.False);
        await FillAsync(node, key, bytes: ValueBytes + 1);

        Assert.That(await PresentAsync(node, [key, small]), Is.EqualTo(new[] { small }));
        await AssertCountedAsync(node);
    }

}
