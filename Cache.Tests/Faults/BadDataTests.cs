using Cache.CompilerServices;
using Cache.SharedTier;
using Cache.Tests.Engine;
using Cache.Tests.Redis;

namespace Cache.Tests.Faults;

// what somebody else, or another version of the application, has put under our keys
public sealed class BadDataTests
{
    private const string Slot = "app:pages:acme:1";
    private static readonly PageKey s_key = new("acme", 1);
    private static readonly CacheDefinition<Load<PageKey, string>, PageKey, string> s_pages = PageKey.Define<string>(static _ => ["tag"]);

    private RedisServer _server = null!;
    private FaultNode _node = null!;
    private Database _database = null!;

    private static string Name => $"{{L{Lanes.Of(Slot):00}}}:{Slot}";

    [SetUp]
    public async Task OpenAsync()
    {
        _server = await RedisServer.StartAsync();
        _node = FaultNode.Redis(_server.ConnectionString);
        _database = new();
        await _node.JoinedAsync();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _node.DisposeAsync();
        await _server.DisposeAsync();
    }

    [TestCase(0, "")]
    [TestCase(0, "x")]
    [TestCase(0, "somebody else's value, which is longer than the head of a slot")]
    [TestCase(1, "V~")]
    [TestCase(2, "V~ 0123456789abcdef a slot of a newer version of the format")]
    [TestCase(1, "L~ 0123456789abcdef a lease that is cut off")]
    public async Task A_string_that_is_none_of_ours_is_a_miss_and_stays(int version, string text)
    {
        var foreign = text.Replace('~', (char)version);
        await _server.CommandAsync("SET", Name, foreign);

        await IsMissedAsync();

        Assert.That(await _server.CommandAsync("GET", Name), Is.EqualTo(foreign));
    }

    [Test]
    public async Task Data_of_another_kind_is_a_miss_and_stays()
    {
        await _server.CommandAsync("RPUSH", Name, "somebody", "else");

        await IsMissedAsync();

        Assert.That(await _server.CommandAsync("LRANGE", Name, "0", "-1"), Is.EqualTo("somebody\nelse"));
    }

    [Test]
    public async Task An_entry_of_a_newer_format_is_a_miss_and_stays()
    {
        var cache = s_pages.In(_node.Cache);
        await cache.SetAsync(s_key, "value");
        // the first byte of the entry, behind the slot's head, is the version of its format
        Assert.That(await _server.CommandAsync("SETRANGE", Name, "19", "\u0002"), Does.Not.StartWith("-"));
        var newer = await _server.CommandAsync("GET", Name);

        await IsMissedAsync();

        Assert.That(await _server.CommandAsync("GET", Name), Is.EqualTo(newer));
        Assert.That(_node.Log.Messages.Count(static message => message.Text.Contains("cannot be read", StringComparison.Ordinal)), Is.EqualTo(1), "said once");
    }

    [Test]
    public async Task A_payload_of_another_type_is_a_miss_and_gives_way_to_a_load()
    {
        await PageKey.Define<int[]>(static _ => ["tag"]).In(_node.Cache).SetAsync(s_key, [1, 2, 3]);
        await using var other = FaultNode.Redis(_server.ConnectionString);
        await other.JoinedAsync();
        var cache = s_pages.In(other.Cache);

        Assert.That((await cache.TryGetAsync(s_key)).Found, Is.False);
        Assert.That(await cache.GetTask(_database.Load(), s_key), Is.EqualTo("0"));
        Assert.That(await cache.GetTask(_database.Load(), s_key), Is.EqualTo("0"));
        Assert.That(_database.Loads, Is.EqualTo(1));
        Assert.That(other.Log.Messages.Count(static message => message.Text.Contains("cannot be read", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_payload_that_is_cut_off_is_a_miss()
    {
        var cache = s_pages.In(_node.Cache);
        await cache.SetAsync(s_key, new string('v', 200));
        await _server.CommandAsync("SET", Name, (await _server.CommandAsync("GET", Name))[..100]);

        await IsMissedAsync();
    }

    [Test]
    public async Task Sequences_and_versions_that_are_no_numbers_are_born_anew()
    {
        var cache = s_pages.In(_node.Cache);
        await cache.GetTask(_database.Load(), s_key);
        foreach (var name in (await _server.CommandAsync("KEYS", "*:#*")).Split('\n'))
            await _server.CommandAsync("SET", name, "no number");

        _database.Write();
        Assert.That(await cache.InvalidateAsync(s_key), Is.EqualTo(InvalidationResult.Applied));
        Assert.That(await cache.GetTask(_database.Load(), s_key), Is.EqualTo("1"));
        _database.Write();
        Assert.That(await _node.Cache.InvalidateTagAsync("tag"), Is.EqualTo(InvalidationResult.Applied));
        Assert.That(await cache.GetTask(_database.Load(), s_key), Is.EqualTo("2"));
    }

    [TestCase("nonsense")]
    [TestCase("1 K 07 somebody 1 1:x,")]
    [TestCase("1 V 07 somebody 1 1:x,")]
    [TestCase("1 V 07 somebody 1 4:app:,")]
    [TestCase("1 V 07 somebody 1 9:app:#all:,")]
    [TestCase("1 V 07 somebody 9223372036854775807 10:app:#group,")]
    [TestCase("1 P 64 somebody 1 3:app,")]
    public async Task A_message_that_nobody_of_us_has_sent_does_no_harm(string message)
    {
        await using var other = FaultNode.Hybrid(_server.ConnectionString);
        await other.JoinedAsync();
        await s_pages.In(other.Cache).GetTask(_database.Load(), s_key);

        Assert.That(await _server.CommandAsync("PUBLISH", "app:#bus", message), Is.EqualTo("2"));

        _database.Write();
        Assert.That(await s_pages.In(_node.Cache).InvalidateAsync(s_key), Is.EqualTo(InvalidationResult.Applied));
        var since = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(async () => await s_pages.In(other.Cache).GetTask(_database.Load(), s_key) == "1", "the messages after it are heard");
        Assert.That(TimeProvider.System.GetElapsedTime(since), Is.LessThan(Until.Window));
    }

    private async Task IsMissedAsync()
    {
        var cache = s_pages.In(_node.Cache);
        Assert.That((await cache.TryGetAsync(s_key)).Found, Is.False);
        Assert.That(await cache.GetTask(_database.Load(), s_key), Is.EqualTo("0"));
        Assert.That(await cache.GetTask(_database.Load(), s_key), Is.EqualTo("0"));
        Assert.That(_database.Loads, Is.EqualTo(2), "each call loads");
    }
}
