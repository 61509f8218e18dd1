using Cache.SharedTier;
using Cache.Tests.Redis;

namespace Cache.Tests.Quotas;

// what is right again after something that no script has seen
public abstract partial class QuotaContract
{
    [Test]
    public async Task What_was_stored_without_a_quota_is_counted_by_the_first_check()
    {
        await using var before = await StartNodeAsync(null);
        var keys = await FillManyAsync(before, 12);
        await using var node = await StartNodeAsync(10 * SizeOf(keys[0]));
        Assert.That(node.Store.Quota!.Bytes, Is.Zero);

        await node.Store.Quota.CheckAsync(default);

        Assert.That(await PresentAsync(node, keys), Has.Length.EqualTo(10));
        await AssertCountedAsync(node);
    }

    [Test]
    public async Task A_check_leaves_alone_what_is_no_value()
    {
        await using var node = await StartNodeAsync(100_000);
        var (leased, lease, other) = (NewKey(), SlotId.New(), NewKey());
        await node.Store.GetOrLeaseAsync(leased, lease, 0, s_long);
        await OnServerAsync(OnServer(other), "RPUSH", OnServer(other), "a list");
        await OnServerAsync(CountKey("#lock:l"), "HSET", CountKey("#lock:l"), "owner", "me");

        await node.Store.Quota!.CheckAsync(default);

        Assert.That((await node.Store.GetAsync(leased)).Id, Is.EqualTo(lease));
        Assert.That(await OnServerAsync(OnServer(other), "LLEN", OnServer(other)), Is.EqualTo("1"));
        Assert.That(await OnServerAsync(CountKey("#lock:l"), "HGET", CountKey("#lock:l"), "owner"), Is.EqualTo("me"));
        Assert.That(node.Store.Quota.Bytes, Is.Zero);
    }

    [Test]
    public async Task One_node_checks_for_all_until_the_next_is_due()
    {
        await using var before = await StartNodeAsync(null);
        await using var node = await StartNodeAsync(100_000);
        await using var other = await StartNodeAsync(100_000);
        await node.Store.Quota!.CheckAsync(default);
        await FillAsync(before, NewKey());

        await other.Store.Quota!.CheckAsync(default);
        Assert.That(other.Store.Quota.Bytes, Is.Zero);

        await OnServerAsync($"{{L64}}:{_namespace}:#quota:checked", "DEL", $"{{L64}}:{_namespace}:#quota:checked");
        await other.Store.Quota.CheckAsync(default);
        Assert.That(other.Store.Quota.Bytes, Is.Positive);
    }

    [Test]
    public async Task What_the_server_has_evicted_by_itself_is_counted_until_it_is_looked_at()
    {
        await using var node = await StartNodeAsync(10 * SizeOf($"{_namespace}:users:0000000"));
        var keys = await FillManyAsync(node, 10);
        foreach (var key in keys[..6])
            await OnServerAsync(OnServer(key), "DEL", OnServer(key));

        var more = await FillManyAsync(node, 6);
        Assert.That(await PresentAsync(node, keys.Concat(more)), Is.EqualTo(keys[6..].Concat(more)), "those that are gone make room");
        Assert.That(node.Store.Quota!.Evictions, Is.Zero);

        foreach (var key in more)
            await OnServerAsync(OnServer(key), "DEL", OnServer(key));
        await node.Store.Quota.CheckAsync(default);
        await AssertCountedAsync(node);
    }

    [TestCase("#quota")]
    [TestCase("#quota:used")]
    public async Task A_count_of_which_the_server_has_evicted_a_part_is_made_anew(string part)
    {
        await using var node = await StartNodeAsync(100_000);
        await node.Store.Quota!.CheckAsync(default);
        var keys = await FillManyAsync(node, 10);
        await OnServerAsync(CountKey(part), "DEL", CountKey(part));
        keys = [.. keys, .. await FillManyAsync(node, 2)];

        for (var round = 0; round < (Shares > 1 ? 16 : 1); round++)
            await node.Store.Quota.KeepAsync();
        await node.Store.Quota.CheckAsync(default);

        Assert.That(node.Store.Quota.Bytes, Is.EqualTo(keys.Length * SizeOf(keys[0])));
        await AssertCountedAsync(node);
    }

    [Test]
    public async Task Expiries_that_the_server_has_evicted_are_known_again_after_a_check()
    {
        await using var node = await StartNodeAsync(100_000);
        var key = NewKey();
        await FillAsync(node, key, TimeSpan.FromSeconds(1));
        await OnServerAsync(CountKey("#quota:ends"), "DEL", CountKey("#quota:ends"));

        await node.Store.Quota!.CheckAsync(default);
        await Node.UntilAsync(async () => (await PresentAsync(node, [key])).Length == 0, "it expires");

        await Node.UntilAsync(async () =>
        {
            await node.Store.Quota.KeepAsync();
            return node.Store.Quota.Bytes == 0;
        }, "it does not count");
    }

    [Test]
    public async Task After_a_flush_nothing_is_counted_and_the_quota_goes_on()
    {
        await using var node = await StartNodeAsync(3 * SizeOf($"{_namespace}:users:0000000"));
        await FillManyAsync(node, 3);
        foreach (var server in Masters)
            await server.CommandAsync("EVAL", "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end return 0", "0", $"*{_namespace}:*");

        await AssertCountedAsync(node);
        var keys = await FillManyAsync(node, 5);

        Assert.That(await PresentAsync(node, keys), Is.EqualTo(keys[2..]));
        await AssertCountedAsync(node);
    }

    [Test]
    public async Task A_smaller_allocation_takes_effect_at_once()
    {
        await using var before = await StartNodeAsync(100_000);
        var keys = await FillManyAsync(before, 10);
        await using var node = await StartNodeAsync(4 * SizeOf(keys[0]));

        await AssertCountedAsync(node);

        Assert.That(await PresentAsync(node, keys), Is.EqualTo(keys[6..]));
    }

    [Test]
    public async Task A_glob_that_is_invalidated_gives_its_bytes_back()
    {
        await using var node = await StartNodeAsync(100_000);
        var keys = await FillManyAsync(node, 10);

        await foreach (var found in node.Store.ScanAsync($"{_namespace}:users", default))
            await node.Store.InvalidateAsync(Lane, found);

        Assert.That(await PresentAsync(node, keys), Is.Empty);
        Assert.That(node.Store.Quota!.Bytes, Is.Zero);
        await AssertCountedAsync(node);
    }
}
