using System.Security.Claims;
using Cache.Tests.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Http;

/// <summary>Conditions of writes against the stored response to a GET of the same URL.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MatchTests
{
    private const string Modified = "Wed, 01 Jan 2025 00:00:00 GMT";

    private readonly Counted _reads = new();
    private readonly Counted _writes = new();

    [Test]
    [Sequential]
    public async Task A_write_with_the_known_tag_is_run(
        [Values("PUT", "PATCH", "DELETE", "POST")] string method, [Values("{0}", "\"other\", {0}", "W/\"a\" ,{0},\"c\"", "*")] string condition)
    {
        await using var node = await WebNode.StartAsync(Map);
        var tag = (await node.GetAsync("/cities/1")).Tag;

        var answer = await WriteAsync(node, "/cities/1", ("If-Match", condition.Replace("{0}", tag, StringComparison.Ordinal)), method);

        Assert.That((answer.Status, answer.Text, _reads.Runs), Is.EqualTo((200, "written 1", 1)));
    }

    [Test]
    [Sequential]
    public async Task A_write_with_another_tag_gets_412_and_is_not_run(
        [Values("PUT", "PATCH", "DELETE", "POST")] string method, [Values("\"other\"", "W/{0}", "\"a\", W/{0}", "no tag")] string condition)
    {
        await using var node = await WebNode.StartAsync(Map);
        var tag = (await node.GetAsync("/cities/1")).Tag;

        var answer = await WriteAsync(node, "/cities/1", ("If-Match", condition.Replace("{0}", tag, StringComparison.Ordinal)), method);

        Assert.That((answer.Status, answer["Content-Type"], _writes.Runs, _reads.Runs), Is.EqualTo((412, "application/problem+json", 0, 1)));
        Assert.That(answer.Text, Does.Contain("\"status\":412").And.Contain("Get it again"));
    }

    [Test]
    public async Task A_weak_tag_of_a_handler_matches_nothing()
    {
        await using var node = await WebNode.StartAsync(Map);
        Assert.That((await node.GetAsync("/weak")).Tag, Is.EqualTo("W/\"mine\""));

        Assert.That((await WriteAsync(node, "/weak", ("If-Match", "W/\"mine\""))).Status, Is.EqualTo(412));
        Assert.That((await WriteAsync(node, "/weak", ("If-Match", "\"mine\""))).Status, Is.EqualTo(412));
    }

    [Test]
    public async Task A_write_without_a_condition_is_not_looked_at()
    {
        await using var node = await WebNode.StartAsync(Map);
        await node.GetAsync("/cities/1");

        Assert.That((await node.SendAsync(HttpMethod.Put, "/cities/1")).Status, Is.EqualTo(200));
        Assert.That((await node.SendAsync(HttpMethod.Put, "/strict/1")).Status, Is.EqualTo(200));
    }

    [TestCase("{0}")]
    [TestCase("\"other\"")]
    [TestCase("*")]
    public async Task Where_nothing_is_stored_the_handler_decides(string condition)
    {
        await using var node = await WebNode.StartAsync(Map);
        var tag = (await node.GetAsync("/cities/1")).Tag;

        await node.Cache.InvalidateTagAsync("cities");

        var answer = await WriteAsync(node, "/cities/1", ("If-Match", condition.Replace("{0}", tag, StringComparison.Ordinal)));
        Assert.That((answer.Status, _writes.Runs, _reads.Runs), Is.EqualTo((200, 1, 1)), "an invalidated response is not known, and no GET is run to know it");
    }

    [Test]
    public async Task Where_nothing_is_stored_a_route_may_refuse_and_the_next_get_makes_it_known()
    {
        await using var node = await WebNode.StartAsync(Map);
        var (ada, bob) = ((await node.GetAsync("/strict/1")).Tag, (await node.GetAsync("/strict/1")).Tag);
        Assert.That((await WriteAsync(node, "/strict/1", ("If-Match", ada))).Status, Is.EqualTo(200));
        await node.Cache.InvalidateTagAsync("cities");

        var refused = await WriteAsync(node, "/strict/1", ("If-Match", bob));
        var date = await WriteAsync(node, "/strict/1", ("If-Unmodified-Since", Modified));
        var again = (await node.GetAsync("/strict/1")).Tag;
        var retried = await WriteAsync(node, "/strict/1", ("If-Match", again));

        Assert.That((refused.Status, date.Status, again == bob, retried.Status, _writes.Runs), Is.EqualTo((412, 412, false, 200, 2)));
    }

    [TestCase("PUT", Modified, 200)]
    [TestCase("DELETE", "Thu, 02 Jan 2025 00:00:00 GMT", 200)]
    [TestCase("PUT", "Tue, 31 Dec 2024 23:59:59 GMT", 412)]
    [TestCase("DELETE", "Tue, 31 Dec 2024 23:59:59 GMT", 412)]
    [TestCase("PUT", "yesterday", 200)]
    public async Task A_known_date_is_compared(string method, string since, int status)
    {
        await using var node = await WebNode.StartAsync(Map);
        await node.GetAsync("/dated");

        Assert.That((await WriteAsync(node, "/dated", ("If-Unmodified-Since", since), method)).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task A_date_does_not_count_beside_a_tag_nor_against_a_response_without_one()
    {
        await using var node = await WebNode.StartAsync(Map);
        var tag = (await node.GetAsync("/dated")).Tag;
        await node.GetAsync("/cities/1");
        const string early = "Tue, 31 Dec 2024 23:59:59 GMT";

        Assert.That((await node.SendAsync(HttpMethod.Put, "/dated", ("If-Match", tag), ("If-Unmodified-Since", early))).Status, Is.EqualTo(200));
        Assert.That((await WriteAsync(node, "/cities/1", ("If-Unmodified-Since", early))).Status, Is.EqualTo(200));
    }

    [TestCase("*", 412)]
    [TestCase("{0}", 412)]
    [TestCase("\"other\", W/{0}", 412)]
    [TestCase("\"other\"", 200)]
    public async Task A_write_on_the_condition_that_there_is_nothing_or_something_else(string condition, int status)
    {
        await using var node = await WebNode.StartAsync(Map);
        Assert.That((await WriteAsync(node, "/strict/1", ("If-None-Match", "*"))).Status, Is.EqualTo(200), "nothing is known");
        var tag = (await node.GetAsync("/strict/1")).Tag;

        Assert.That((await WriteAsync(node, "/strict/1", ("If-None-Match", condition.Replace("{0}", tag, StringComparison.Ordinal)))).Status, Is.EqualTo(status));
    }

    [TestCase("/strict/1?page=1", "X-None", "", 200)]
    [TestCase("/strict/1?page=2", "X-None", "", 412)]
    [TestCase("/strict/2?page=1", "X-None", "", 412)]
    [TestCase("/strict/1?page=1", "Accept-Language", "de", 412)]
    [TestCase("/strict/1?page=1", "X-User", "ada", 412)]
    public async Task The_tag_is_that_of_the_same_url_headers_and_user(string path, string header, string value, int status)
    {
        await using var node = await WebNode.StartAsync(Map);
        var tag = (await node.GetAsync("/strict/1?page=1")).Tag;

        Assert.That((await node.SendAsync(HttpMethod.Put, path, ("If-Match", tag), (header, value))).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task In_a_group_only_writes_beside_a_cached_get_are_checked()
    {
        await using var node = await WebNode.StartAsync(Map);
        var tag = (await node.GetAsync("/group/1")).Tag;

        Assert.That((await node.GetAsync("/group/1", ("If-Match", "\"other\""))).Tag, Is.EqualTo(tag));
        Assert.That((await WriteAsync(node, "/group/1", ("If-Match", "\"other\""))).Status, Is.EqualTo(412));
        Assert.That((await WriteAsync(node, "/group/1/lone", ("If-Match", "\"other\""))).Status, Is.EqualTo(200));
    }

    [Test]
    public void A_write_that_has_no_cached_get_beside_it_stops_the_application_at_its_start() =>
        Assert.That(
            async () => await WebNode.StartAsync(static app =>
            {
                app.MapGet("/cities/{id}", static () => "").CacheResponse("1m");
                app.MapPut("/cities/{name}", static () => "").CheckMatch();
            }),
            Throws.InvalidOperationException.With.Message.EqualTo(
                "HTTP: PUT /cities/{name} is marked with CheckMatch, but no GET route of the same pattern and names of parameters is marked with CacheResponse, so that no tag would ever be known. Mark one, or leave CheckMatch out."));

    [Test]
    public void The_attribute_on_a_handler_stops_the_application_at_its_start() =>
        Assert.That(
            async () => await WebNode.StartAsync(static app => app.MapPut("/cities/{id}", [CheckMatch] static () => "")),
            Throws.InvalidOperationException.With.Message.Contains("has [CheckMatch], which only actions of controllers take. Write .CheckMatch() on the endpoint."));

    [Test]
    public async Task What_was_got_on_one_node_is_known_on_the_other([Values] bool hasMemory)
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await WebNode.StartAsync(Map, Tiers);
        await using var b = await WebNode.StartAsync(Map, Tiers);
        var tag = (await a.GetAsync("/cities/1", ("Host", "shop"))).Tag;

        var other = await b.SendAsync(HttpMethod.Put, "/cities/1", ("Host", "shop"), ("If-Match", "\"other\""));
        var same = await b.SendAsync(HttpMethod.Put, "/cities/1", ("Host", "shop"), ("If-Match", tag));
        await b.Cache.InvalidateTagAsync("cities");
        var unknown = await b.SendAsync(HttpMethod.Put, "/cities/1", ("Host", "shop"), ("If-Match", "\"other\""));
        await b.GetAsync("/cities/1", ("Host", "shop"));
        await Node.UntilAsync(async () => (await a.SendAsync(HttpMethod.Put, "/cities/1", ("Host", "shop"), ("If-Match", tag))).Status == 412, "what the other node has made since");

        Assert.That((other.Status, same.Status, unknown.Status), Is.EqualTo((412, 200, 200)));

        void Tiers(CacheBuilder cache)
        {
            cache.AddRedis(server.ConnectionString);
            if (hasMemory)
                cache.AddMemory();
        }
    }

    [Test]
    public async Task With_the_server_away_nothing_is_known_and_the_rest_goes_on()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await WebNode.StartAsync(Map, cache => cache.AddRedis(server.ConnectionString));
        var tag = (await node.GetAsync("/cities/1")).Tag;
        await node.GetAsync("/strict/1");

        await server.KillAsync();
        var ofTheHandler = await WriteAsync(node, "/cities/1", ("If-Match", "\"other\""));
        var strict = await WriteAsync(node, "/strict/1", ("If-Match", tag));
        var read = await node.GetAsync("/cities/1");

        Assert.That((ofTheHandler.Status, strict.Status, read.Status, _writes.Runs), Is.EqualTo((200, 412, 200, 1)));
    }

    private static Task<Answer> WriteAsync(WebNode node, string path, (string Name, string Value) condition, string method = "PUT") => node.SendAsync(new(method), path, condition);

    private void Map(WebApplication app)
    {
        string[] methods = ["PUT", "PATCH", "DELETE", "POST"];
        app.Use((http, next) =>
        {
            if (http.Request.Headers["X-User"] is [{ } user])
                http.User = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user)], "test"));
            return next(http);
        });
        app.MapGet("/cities/{id:int}", (int id) => _reads.Next()).CacheResponse("10m", static it => it.Tags = ["cities"]);
        app.MapMethods("/cities/{id}", methods, (int id) => _writes.Next("written")).CheckMatch();
        app.MapGet("/strict/{id}", () => _reads.Next()).CacheResponse("10m", static it =>
            (it.Tags, it.VaryByHeader, it.Users) = (["cities"], ["Accept-Language"], ResponseUsers.PerUser));
        app.MapPut("/strict/{id}", () => _writes.Next()).CheckMatch(refuseUnknown: true);
        app.MapGet("/weak", (HttpContext http) => With(http, "ETag", "W/\"mine\"")).CacheResponse("10m");
        app.MapPut("/weak", () => _writes.Next()).CheckMatch();
        app.MapGet("/dated", (HttpContext http) => With(http, "Last-Modified", Modified)).CacheResponse("10m");
        app.MapMethods("/dated", methods, () => _writes.Next()).CheckMatch();
        var group = app.MapGroup("/group/{id}").CacheResponse("10m").CheckMatch(refuseUnknown: true);
        group.MapGet("", () => _reads.Next());
        group.MapPut("", () => _writes.Next());
        group.MapPut("lone", () => _writes.Next());
    }

    private string With(HttpContext http, string header, string value)
    {
        http.Response.Headers.Append(header, value);
        return _reads.Next();
    }
}
