using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Admin;

/// <summary>What cannot be done is answered by a problem that says what to do.</summary>
internal sealed class AdminProblemTests
{
    private AdminApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _app = await AdminApp.StartAsync();
        await Shop.Prices.OpenIn(_app.Cache).SetAsync("a", new("apple", 1));
        await Shop.Notes.OpenIn(_app.Cache).SetAsync("a", "text");
    }

    [OneTimeTearDown]
    public Task StopAsync() => _app.DisposeAsync().AsTask();

    [TestCase("GET", "/api/caches/unknown", null, 404, "There is no cache named 'unknown' in this application. GET .../api/caches lists those that there are.")]
    [TestCase("GET", "/api/caches/unknown/keys", null, 404, "There is no cache named 'unknown'")]
    [TestCase("GET", "/api/caches/notes/keys?limit=0", null, 400, "limit is \"0\". Write a whole number from 1 to 500, or leave it out for 50.")]
    [TestCase("GET", "/api/caches/notes/keys?limit=501", null, 400, "limit is \"501\"")]
    [TestCase("GET", "/api/caches/notes/keys?limit=many", null, 400, "limit is \"many\"")]
    [TestCase("GET", "/api/caches/notes/keys?limit=1&limit=2", null, 400, "names limit more than once")]
    [TestCase("GET", "/api/caches/notes/keys?pattern=", null, 400, "The pattern is empty and would match nothing.")]
    [TestCase("GET", "/api/caches/notes/keys?pattern=a%0A", null, 400, "The pattern holds a control character")]
    [TestCase("GET", "/api/caches/notes/keys?cursor=xyz", null, 400, "The cursor is none that this API has given.")]
    [TestCase("GET", "/api/caches/notes/entry", null, 400, "The query names no key.")]
    [TestCase("GET", "/api/caches/notes/entry?key=b", null, 404, "Nothing stands at the key 'b' of the cache 'notes'.")]
    [TestCase("GET", "/api/caches/notes/entry?key=%7BL07%7D", null, 400, "is no text of a key of the cache 'notes': that has 1 segments")]
    [TestCase("GET", "/api/caches/notes/entry?key=100%25", null, 400, "is no text of a key")]
    [TestCase("GET", "/api/caches/products/entry?key=acme", null, 400, "that has 2 segments")]
    [TestCase("GET", "/api/caches/motto/entry?key=a", null, 400, "that has 0 segments")]
    [TestCase("PUT", "/api/caches/prices/entry?key=a", "{", 400, "The body cannot be read:")]
    [TestCase("PUT", "/api/caches/prices/entry?key=a", "null", 400, "The body is null.")]
    [TestCase("PUT", "/api/caches/prices/entry?key=a", "{}", 400, "The body has no value.")]
    [TestCase("PUT", "/api/caches/prices/entry?key=a", "{\"value\":{\"Name\":\"x\",\"Price\":1},\"tll\":\"5m\"}", 400, "tll")]
    [TestCase("PUT", "/api/caches/prices/entry?key=a", "{\"value\":{\"Name\":\"x\",\"Price\":\"much\"}}", 400, "The value is no Product:")]
    [TestCase("PUT", "/api/caches/prices/entry?key=a", "{\"value\":{\"Name\":\"x\",\"Prize\":1}}", 400, "Prize")]
    [TestCase("PUT", "/api/caches/notes/entry?key=a", "{\"value\":1}", 400, "The value is no string: The values of this cache are texts: write one in quotation marks.")]
    [TestCase("PUT", "/api/caches/notes/entry?key=a", "{\"value\":\"x\",\"ttl\":\"5 minutes\"}", 400, "ttl is \"5 minutes\". Write a duration above zero, such as \"500ms\", \"5m\", \"1h30m\" or \"7d\", or \"never\".")]
    [TestCase("PUT", "/api/caches/notes/entry/ttl?key=a", "{\"ttl\":\"0s\"}", 400, "ttl is \"0s\".")]
    [TestCase("PUT", "/api/caches/notes/entry/ttl?key=a", "{}", 400, "ttl is \"\".")]
    [TestCase("PUT", "/api/caches/notes/entry/ttl?key=b", "{\"ttl\":\"5m\"}", 404, "Nothing stands at the key 'b'")]
    [TestCase("POST", "/api/caches/notes/invalidate", "{}", 400, "Send one of { \"pattern\": \"acme:*\" } and { \"all\": true }.")]
    [TestCase("POST", "/api/caches/notes/invalidate", "{\"all\":false}", 400, "Send one of")]
    [TestCase("POST", "/api/caches/notes/invalidate", "{\"all\":true,\"pattern\":\"a\"}", 400, "Send one of")]
    [TestCase("POST", "/api/caches/notes/invalidate", "{\"pattern\":\"\"}", 400, "The pattern is empty")]
    [TestCase("POST", "/api/tags/invalidate", "{}", 400, "The body names no tag.")]
    [TestCase("POST", "/api/invalidate", "{}", 400, "This invalidates every entry of every cache. If that is meant, send { \"all\": true }.")]
    public async Task It_says_what_is_wrong(string method, string path, string? body, int status, string detail)
    {
        var reply = await _app.SendAsync(method, path, body);

        Assert.That(reply.Status, Is.EqualTo(status), reply.Text);
        Assert.That(reply.Headers["Content-Type"], Is.EqualTo("application/problem+json; charset=utf-8"));
        Assert.That(reply.Detail, Does.Contain(detail));
        Assert.That(((int)reply.Json["status"]!, (string)reply.Json["type"]!), Is.EqualTo((status, "about:blank")));
        Assert.That((await Shop.Notes.OpenIn(_app.Cache).TryGetAsync("a")).TryGet(out var text) ? text : null, Is.EqualTo("text"), "nothing is changed");
    }

    [Test]
    public async Task A_body_that_is_no_JSON_is_refused_by_its_type()
    {
        var reply = await _app.SendAsync("POST", "/api/invalidate");

        Assert.That((reply.Status, reply.Detail), Is.EqualTo((415, "The body is no JSON. Send it with Content-Type: application/json.")));
    }

    [Test]
    public async Task A_cache_that_is_switched_off_takes_nothing()
    {
        await using var app = await AdminApp.StartAsync();
        app.Policies.Override("notes", new() { Enabled = false }, TimeSpan.FromHours(1));

        var reply = await app.SendAsync("PUT", "/api/caches/notes/entry?key=a", new { value = "x" });

        Assert.That((reply.Status, reply.Detail), Is.EqualTo((409, "The cache 'notes' is switched off (Enabled = false), so it keeps nothing. Switch it on first.")));
    }

    [Test]
    public async Task A_shared_tier_that_is_away_is_told()
    {
        var server = await Redis.RedisServer.StartAsync();
        await using var app = await AdminApp.StartAsync(it => it.AddMemory().AddRedis(server.ConnectionString));
        await Shop.Notes.OpenIn(app.Cache).SetAsync("a", "text");
        await server.DisposeAsync();

        var reply = await app.SendAsync("GET", "/api/caches/notes/keys");

        Assert.That(reply.Status, Is.EqualTo(503), reply.Text);
        Assert.That(reply.Detail, Does.StartWith("The shared tier cannot be asked:"));
        Assert.That((string?)(await app.SendAsync("DELETE", "/api/caches/notes/entry?key=a")).Json["result"], Is.EqualTo("queued"));
    }
}
