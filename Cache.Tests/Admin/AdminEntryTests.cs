using System.Globalization;
using System.Text.Json.Nodes;
using Cache.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Admin;

/// <summary>Entries by the text of their keys, over every tier: seen, edited, given another time, deleted.</summary>
[TestFixture("Memory")]
[TestFixture("Redis")]
[TestFixture("Hybrid")]
internal sealed class AdminEntryTests(string kind)
{
    private RedisServer? _server;
    private AdminApp _app = null!;

    [OneTimeSetUp]
    public async Task StartServerAsync() => _server = kind == "Memory" ? null : await RedisServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopServerAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [SetUp]
    public async Task StartAsync()
    {
        _app = await NodeAsync();
        if (_server is not null)
            await _app.SendAsync("POST", "/api/invalidate", new { all = true });
    }

    [TearDown]
    public Task StopAsync() => _app.DisposeAsync().AsTask();

    [Test]
    public async Task The_node_tells_its_quota_and_what_is_used_of_it()
    {
        Assert.That((await _app.GetAsync("/api/node"))["quota"], Is.Null, "none is set");
        await using var limited = await NodeAsync(static services => services.Configure<CacheOptions>(static options => options.Quota = "1MB"));
        await limited.LoadAsync("acme", 1);

        await Node.UntilAsync(async () => (long)(await limited.GetAsync("/api/node"))["quota"]!["bytes"]! > 0, "the node has heard what is used");
        var quota = (await limited.GetAsync("/api/node"))["quota"]!;
        Assert.That(((long)quota["limit"]!, (long)quota["evictions"]!), Is.EqualTo((1_048_576L, 0L)));
    }

    [Test]
    public async Task The_node_tells_what_it_is()
    {
        var node = await _app.GetAsync("/api/node");

        Assert.That(((string)node["namespace"]!, (string)node["provider"]!), Is.EqualTo(("app", kind.ToLowerInvariant())));
        Assert.That(node["shared"]?["isConnected"] is { } connected ? (bool?)connected : null, Is.EqualTo(kind == "Memory" ? null : (bool?)true));
        Assert.That((string)node["node"]!, Does.EndWith(string.Create(CultureInfo.InvariantCulture, $":{Environment.ProcessId}")));
    }

    [Test]
    public async Task A_cache_is_listed_before_it_is_used_with_its_definition_and_its_figures()
    {
        var before = (await _app.GetAsync("/api/caches"))["caches"]!.AsArray();
        var product = before.Single(static one => (string)one!["name"]! == "products")!;
        Assert.That(before.Select(static one => (string)one!["name"]!), Is.EqualTo(new[] { "motto", "notes", "prices", "products", "secrets", "titles" }));
        Assert.That(((string)product["kind"]!, (string)product["declaredBy"]!, (string)product["valueType"]!), Is.EqualTo(("method", "Shop.GetProductAsync", "Product")));
        Assert.That(product["parameters"]!.AsArray().Select(static one => (string)one!["name"]!), Is.EqualTo(new[] { "tenant", "id" }));

        Assert.That((await _app.GetAsync("/api/caches/products"))["tags"]!.ToJsonString(), Is.EqualTo("""["tenant:{tenant}"]"""));
        await LoadAsync("acme", 1);
        await LoadAsync("acme", 1);

        var one = await _app.GetAsync("/api/caches/products");
        Assert.That(((long)one["hits"]!, (long)one["misses"]!, (long)one["loads"]!, (double)one["hitRatio"]!), Is.EqualTo((1, 1, 1, 0.5)));
        Assert.That((string)(await _app.GetAsync("/api/statistics"))["caches"]![0]!["name"]!, Is.EqualTo(kind == "Memory" ? "products" : "motto"));
    }

    [Test]
    public async Task A_policy_says_where_each_setting_comes_from()
    {
        _app.Policies.Override("products", new() { Jitter = "3s" }, TimeSpan.FromHours(1));

        var policy = (await _app.GetAsync("/api/caches/products"))["policy"]!.AsArray();

        Assert.That(policy.Select(static one => $"{one!["setting"]} {one["value"]} {one["from"]}"), Does.Contain("Ttl 5m attribute").And.Contain("Jitter 3s override").And.Contain("LocalTtl never default").And.Contain("Sensitive false default"));
        _app.Policies.RemoveOverride("products");
    }

    [Test]
    public async Task An_entry_is_shown_with_its_value_time_tier_and_tags()
    {
        await LoadAsync("a:b", 7);

        var entry = await _app.GetAsync($"/api/caches/products/entry?key={Uri.EscapeDataString("a%3Ab:7")}");

        Assert.That(entry["value"]!.ToJsonString(), Is.EqualTo("""{"Name":"a:b-7","Price":7.5}"""));
        Assert.That((string)entry["tier"]!, Is.EqualTo(kind switch { "Memory" => "memory", "Redis" => "shared", _ => "both" }));
        Assert.That((double)entry["ttlMs"]!, Is.GreaterThan(290_000).And.LessThanOrEqualTo(300_000));
        Assert.That((double)entry["ageMs"]!, Is.GreaterThanOrEqualTo(0).And.LessThan(60_000));
        Assert.That((long)entry["sizeBytes"]!, Is.GreaterThan(20));
        Assert.That(entry["tags"]!.AsArray().Select(static tag => (string)tag!), Is.EquivalentTo(new[] { "tenant:a:b", "named" }));
        Assert.That(entry["arguments"]!.ToJsonString(), Is.EqualTo("""[{"name":"tenant","value":"a:b"},{"name":"id","value":"7"}]"""));
    }

    [Test]
    public async Task An_edit_is_what_the_application_gets_and_the_entry_keeps_its_tags()
    {
        await LoadAsync("acme", 1);

        var reply = await _app.SendAsync("PUT", "/api/caches/products/entry?key=acme:1", new { value = new Product("edited", 1), ttl = "1h" });

        Assert.That(reply.Status, Is.EqualTo(204), reply.Text);
        Assert.That(await LoadAsync("acme", 1), Is.EqualTo(new Product("edited", 1)));
        var entry = await _app.GetAsync("/api/caches/products/entry?key=acme:1");
        Assert.That((double)entry["ttlMs"]!, Is.GreaterThan(3_500_000));
        await _app.Cache.InvalidateTagAsync("named");
        Assert.That((await _app.SendAsync("GET", "/api/caches/products/entry?key=acme:1")).Status, Is.EqualTo(404));
        Assert.That(await LoadAsync("acme", 1), Is.EqualTo(new Product("acme-1", 1.5m)));
    }

    [Test]
    public async Task A_null_is_a_value()
    {
        await _app.SendAsync("PUT", "/api/caches/prices/entry?key=none", new { value = (Product?)null });

        var entry = await _app.GetAsync("/api/caches/prices/entry?key=none");

        Assert.That(((bool)entry["isNull"]!, (JsonNode?)entry["value"]), Is.EqualTo((true, (JsonNode?)null)));
        Assert.That((await Shop.Prices.OpenIn(_app.Cache).TryGetAsync("none")).Found, Is.True);
    }

    [Test]
    public async Task A_manual_cache_takes_new_keys_and_the_cache_of_a_method_does_not()
    {
        var set = await _app.SendAsync("PUT", $"/api/caches/notes/entry?key={Uri.EscapeDataString("50%25 off: now")}", new { value = "text" });
        var refused = await _app.SendAsync("PUT", "/api/caches/titles/entry?key=new", new { value = "text" });

        Assert.That(set.Status, Is.EqualTo(204), set.Text);
        Assert.That((await Shop.Notes.OpenIn(_app.Cache).TryGetAsync("50% off: now")).TryGet(out var value) ? value : null, Is.EqualTo("text"));
        Assert.That((refused.Status, refused.Detail), Is.EqualTo((404,
            "Nothing stands at the key 'new' of the cache 'titles', and a value can be set at a new key only in a manual cache whose keys are strings, whole numbers or Guids. Call the method first, then edit its entry.")));
        Assert.That(await Shop.Titles.In(_app.Cache).ExistsAsync("new"), Is.False);
    }

    [Test]
    public async Task A_time_to_live_is_given_and_one_that_is_over_ends_the_entry()
    {
        await Shop.Notes.OpenIn(_app.Cache).SetAsync("a", "text");

        Assert.That((await _app.SendAsync("PUT", "/api/caches/notes/entry/ttl?key=a", new { ttl = "never" })).Status, Is.EqualTo(204));
        Assert.That(await Shop.Notes.OpenIn(_app.Cache).GetTimeToLiveAsync("a"), Is.EqualTo(Timeout.InfiniteTimeSpan));
        Assert.That((await _app.SendAsync("PUT", "/api/caches/notes/entry/ttl?key=a", new { ttl = "50ms" })).Status, Is.EqualTo(204));
        await Node.UntilAsync(async () => !await Shop.Notes.OpenIn(_app.Cache).ExistsAsync("a"), "the entry to end");
        Assert.That((await _app.SendAsync("PUT", "/api/caches/notes/entry/ttl?key=a", new { ttl = "5m" })).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_key_without_parameters_is_the_empty_text()
    {
        await Shop.Motto.In(_app.Cache).GetTask(static (_, _, _) => new("onward"), default);

        Assert.That((string?)(await _app.GetAsync("/api/caches/motto/entry?key="))["value"], Is.EqualTo("onward"));
        Assert.That((await _app.GetAsync("/api/caches/motto/keys"))["keys"]!.AsArray().Single()!["arguments"]!.AsArray(), Is.Empty);
        Assert.That((await _app.SendAsync("PUT", "/api/caches/motto/entry?key=", new { value = "back" })).Status, Is.EqualTo(204));
        Assert.That((await Shop.Motto.In(_app.Cache).TryGetAsync(default)).TryGet(out var value) ? value : null, Is.EqualTo("back"));
    }

    [Test]
    public async Task A_key_too_long_for_the_server_is_found_all_the_same()
    {
        var key = new string('k', 2000);
        await Shop.Notes.OpenIn(_app.Cache).SetAsync(key, "text");

        Assert.That((string?)(await _app.GetAsync($"/api/caches/notes/entry?key={key}"))["value"], Is.EqualTo("text"));
        Assert.That((string?)(await _app.GetAsync("/api/caches/notes/keys?pattern=kkk*"))["keys"]![0]!["key"], Is.EqualTo(key));
        await using var other = kind == "Memory" ? null : await NodeAsync();
        Assert.That((await (other ?? _app).SendAsync("DELETE", $"/api/caches/notes/entry?key={key}")).Status, Is.EqualTo(200));
        await Node.UntilAsync(async () => !await Shop.Notes.OpenIn(_app.Cache).ExistsAsync(key), "the entry to go");
    }

    [Test]
    public async Task Patterns_tags_and_all_are_invalidated()
    {
        foreach (var (tenant, id) in new[] { ("acme", 1), ("acme", 2), ("blue", 1) })
            await LoadAsync(tenant, id);
        await Shop.Notes.OpenIn(_app.Cache).SetAsync("a", "text");

        await _app.SendAsync("POST", "/api/caches/products/invalidate", new { pattern = "acme:*" });
        Assert.That(await KeysAsync("products"), Is.EqualTo(new[] { "blue:1" }));
        await _app.SendAsync("POST", "/api/tags/invalidate", new { tag = "tenant:blue" });
        Assert.That(await KeysAsync("products"), Is.Empty);
        await LoadAsync("acme", 1);
        await _app.SendAsync("POST", "/api/caches/products/invalidate", new { all = true });
        Assert.That((await KeysAsync("products"), await KeysAsync("notes")), Is.EqualTo((Array.Empty<string>(), new[] { "a" })).Using<(string[], string[])>(static (one, other) => one.Item1.SequenceEqual(other.Item1) && one.Item2.SequenceEqual(other.Item2)));
        await _app.SendAsync("POST", "/api/invalidate", new { all = true });
        Assert.That(await KeysAsync("notes"), Is.Empty);
    }

    [Test]
    public async Task Pages_have_every_key_once_and_in_order_whatever_their_size()
    {
        var notes = Shop.Notes.OpenIn(_app.Cache);
        for (var i = 0; i < 23; i++)
            await notes.SetAsync(string.Create(CultureInfo.InvariantCulture, $"k{i:00}"), "text");
        await notes.SetAsync("other", "text");

        var listed = new List<string>();
        var pages = 0;
        for (string? cursor = ""; cursor is not null; pages++)
        {
            var page = await _app.GetAsync($"/api/caches/notes/keys?pattern=k*&limit=5{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            listed.AddRange(page["keys"]!.AsArray().Select(static key => (string)key!["key"]!));
            cursor = (string?)page["cursor"];
        }

        Assert.That(listed, Is.EqualTo(Enumerable.Range(0, 23).Select(static i => string.Create(CultureInfo.InvariantCulture, $"k{i:00}"))));
        Assert.That(pages, Is.EqualTo(5));
    }

    [Test]
    public async Task Many_values_that_a_tag_has_ended_make_short_pages_that_go_on()
    {
        for (var i = 0; i < 520; i++)
            await LoadAsync("acme", i);
        await LoadAsync("blue", 1);
        await _app.SendAsync("POST", "/api/tags/invalidate", new { tag = "tenant:acme" });

        var listed = new List<string>();
        var pages = 0;
        for (string? cursor = ""; cursor is not null; pages++)
        {
            var page = await _app.GetAsync($"/api/caches/products/keys?limit=5{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            listed.AddRange(page["keys"]!.AsArray().Select(static key => (string)key!["key"]!));
            cursor = (string?)page["cursor"];
        }

        Assert.That(listed, Is.EqualTo(new[] { "blue:1" }));
        Assert.That(pages, Is.EqualTo(kind == "Memory" ? 1 : 2), "the names of what is dead stand on the server until they expire");
    }

    [Test]
    public async Task What_the_protocol_keeps_beside_the_caches_cannot_be_named()
    {
        await LoadAsync("acme", 1);
        await using (await _app.Services.GetRequiredService<ICacheLocks>().AcquireAsync("record:1", TimeSpan.FromSeconds(30)))
        {
            foreach (var name in new[] { "#lock", "#limit", "#tag", "#all", "#seq", "#fence", "#tags", "app:#lock", "*" })
            {
                var path = $"/api/caches/{Uri.EscapeDataString(name)}";
                Assert.That((await _app.SendAsync("GET", path)).Status, Is.EqualTo(404), name);
                Assert.That((await _app.SendAsync("GET", $"{path}/entry?key=record:1")).Status, Is.EqualTo(404), name);
                Assert.That((await _app.SendAsync("PUT", $"{path}/entry?key=record:1", new { value = "x" })).Status, Is.EqualTo(404), name);
                Assert.That((await _app.SendAsync("DELETE", $"{path}/entry?key=record:1")).Status, Is.EqualTo(404), name);
            }
            Assert.That(await _app.Services.GetRequiredService<ICacheLocks>().GetHolderAsync("record:1"), Is.Not.Null);
        }
    }

    private Task<Product?> LoadAsync(string tenant, int id) => _app.LoadAsync(tenant, id);

    private async Task<string[]> KeysAsync(string cache) => [.. (await _app.GetAsync($"/api/caches/{cache}/keys"))["keys"]!.AsArray().Select(static key => (string)key!["key"]!)];

    private Task<AdminApp> NodeAsync(Action<IServiceCollection>? services = null) => AdminApp.StartAsync(
        it => _ = kind switch
        {
            "Memory" => it.AddMemory(),
            "Redis" => it.AddRedis(_server!.ConnectionString),
            _ => it.AddMemory().AddRedis(_server!.ConnectionString),
        },
        services: services);
}
