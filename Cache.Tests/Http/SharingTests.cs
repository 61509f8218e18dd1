using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Http;

/// <summary>What is stored, for whom, and what is not.</summary>
internal sealed class SharingTests
{
    private readonly Counted _runs = new();
    private WebNode _node = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _node = await WebNode.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton<TenantPart>();
            builder.Services.AddCache().AddMemory().AddHttpResponses().VaryBy<TenantPart>();
        },
        app =>
        {
            app.Use((http, next) =>
            {
                SignIn(http, "X-User");
                TenantPart.Tenant.Value = http.Request.Headers["X-Tenant"].ToString();
                return next(http);
            });
            app.UseOutputCache();
            app.Use((http, next) =>
            {
                SignIn(http, "X-Late-User");
                return next(http);
            });
            Map(app);
        });

    [OneTimeTearDown]
    public async Task StopAsync() => await _node.DisposeAsync();

    [TestCase("X-User", "ada")]
    [TestCase("X-Late-User", "ada")]
    [TestCase("Authorization", "Bearer x")]
    public async Task The_response_to_a_user_is_neither_stored_nor_taken_from_the_store(string header, string value)
    {
        var path = $"/plain?case={header}";
        var first = await _node.GetAsync(path, (header, value));
        var second = await _node.GetAsync(path, (header, value));
        var anonymous = await _node.GetAsync(path);

        Assert.That(new[] { first.Text, second.Text, anonymous.Text }, Is.Unique);
        Assert.That((first["Cache-Control"], anonymous["Cache-Control"]), Is.EqualTo(("private, no-cache", "public, max-age=600")));
        if (header != "X-Late-User")
            Assert.That((await _node.GetAsync(path, (header, value))).Text, Is.Not.EqualTo(anonymous.Text));
    }

    [Test]
    public async Task Each_user_has_responses_of_their_own_where_the_route_says_so()
    {
        var ada = await _node.GetAsync("/per-user", ("X-User", "ada"));
        var bob = await _node.GetAsync("/per-user", ("X-User", "bob"));
        var nobody = await _node.GetAsync("/per-user");
        var again = await _node.GetAsync("/per-user", ("X-User", "ada"));

        Assert.That(new[] { ada.Text, bob.Text, nobody.Text }, Is.Unique);
        Assert.That((again.Text, ada["Cache-Control"]), Is.EqualTo((ada.Text, "private, max-age=600")));
    }

    [Test]
    public async Task A_user_who_is_known_too_late_shares_nothing()
    {
        var ada = await _node.GetAsync("/per-user?late", ("X-Late-User", "ada"));
        var nobody = await _node.GetAsync("/per-user?late");

        Assert.That(nobody.Text, Is.Not.EqualTo(ada.Text));
    }

    [Test]
    public async Task Everybody_shares_where_the_route_says_so() =>
        Assert.That((await _node.GetAsync("/everyone", ("X-User", "ada"))).Text, Is.EqualTo((await _node.GetAsync("/everyone", ("Authorization", "Bearer x"))).Text));

    [Test]
    public async Task Tenants_share_nothing()
    {
        var acme = await _node.GetAsync("/plain?tenants", ("X-Tenant", "acme"));
        var other = await _node.GetAsync("/plain?tenants", ("X-Tenant", "other"));

        Assert.That(other.Text, Is.Not.EqualTo(acme.Text));
        Assert.That((await _node.GetAsync("/plain?tenants", ("X-Tenant", "acme"))).Text, Is.EqualTo(acme.Text));
    }

    [TestCase("/cookie")]
    [TestCase("/late-cookie")]
    public async Task A_response_that_sets_a_cookie_is_for_one_client(string path)
    {
        var first = await _node.GetAsync(path);
        var second = await _node.GetAsync(path);

        Assert.That(second.Text, Is.Not.EqualTo(first.Text));
        Assert.That((first["Set-Cookie"], first["Cache-Control"]), Is.EqualTo(("a=b", "private, no-cache")));
    }

    [TestCase("/missing", 404)]
    [TestCase("/own?say=no-store", 200)]
    [TestCase("/own?say=private", 200)]
    [TestCase("/own?say=no-cache", 200)]
    [TestCase("/varies", 200)]
    [TestCase("/stream", 200)]
    public async Task It_is_not_stored(string path, int status)
    {
        var first = await _node.GetAsync(path);
        var second = await _node.GetAsync(path);

        Assert.That((first.Status, second.Text), Is.EqualTo((status, second.Text)));
        Assert.That(second.Text, Is.Not.EqualTo(first.Text));
    }

    [Test]
    public async Task A_body_over_the_limit_passes_through()
    {
        var first = await _node.GetAsync("/large?bytes=1001");
        var second = await _node.GetAsync("/large?bytes=1001");
        var small = await _node.GetAsync("/large?bytes=1000");

        Assert.That((first.Body.Length, first["ETag"], first["Cache-Control"]), Is.EqualTo((1001, (string?)null, (string?)null)));
        Assert.That(second.Body, Is.Not.EqualTo(first.Body));
        Assert.That((small.Body.Length, (await _node.GetAsync("/large?bytes=1000")).Tag), Is.EqualTo((1000, small.Tag)));
    }

    [Test]
    public async Task A_head_is_served_from_what_a_get_has_stored()
    {
        var get = await _node.GetAsync("/plain?head");
        var runs = _runs.Runs;
        Assert.That(get["Content-Length"], Is.Not.Null);

        var head = await _node.SendAsync(HttpMethod.Head, "/plain?head");

        Assert.That((head.Status, head.Body.Length, head["Content-Length"], head.Tag, _runs.Runs), Is.EqualTo((200, 0, get["Content-Length"], get.Tag, runs)));
    }

    [Test]
    public async Task A_head_of_what_is_not_stored_has_the_headers_of_a_get_and_stores_nothing()
    {
        var head = await _node.SendAsync(HttpMethod.Head, "/everyone?cold");
        var runs = _runs.Runs;
        await _node.GetAsync("/everyone?cold");

        Assert.That((head.Status, head.Body.Length, head["Cache-Control"], _runs.Runs), Is.EqualTo((200, 0, "public, max-age=600", runs + 1)));
        Assert.That(head.Headers, Contains.Key("ETag").And.ContainKey("Content-Length"));
    }

    [TestCase("/plain?a=1&b=2", "/plain?b=2&a=1", true)]
    [TestCase("/plain?a=1", "/plain?a=2", false)]
    [TestCase("/plain?a=1&b=2", "/plain?a=1%1EB=2", false)]
    [TestCase("/plain?x=1&x=2", "/plain?x=1%3D2", false)]
    [TestCase("/plain/Case", "/plain/case", false)]
    [TestCase("/page?page=1&tracking=1", "/page?page=1&tracking=2", true)]
    [TestCase("/page?page=1", "/page?page=2", false)]
    public async Task Requests_share_a_response_or_do_not(string one, string other, bool share)
    {
        var first = await _node.GetAsync(one);
        var second = await _node.GetAsync(other);

        Assert.That(second.Text == first.Text, Is.EqualTo(share));
    }

    [Test]
    public async Task Headers_tell_responses_apart_and_clients_are_told()
    {
        var one = await _node.GetAsync("/language", ("Accept-Language", "es"));
        var other = await _node.GetAsync("/language", ("Accept-Language", "de"));
        var again = await _node.GetAsync("/language", ("Accept-Language", "es"));

        Assert.That((other.Text == one.Text, again.Text == one.Text, one["Vary"]), Is.EqualTo((false, true, "Accept-Language")));
    }

    [Test]
    public async Task A_value_of_the_application_tells_responses_apart()
    {
        var one = await _node.GetAsync("/value", ("X-Plan", "free"));
        var other = await _node.GetAsync("/value", ("X-Plan", "paid"));

        Assert.That((other.Text == one.Text, one["Cache-Control"]), Is.EqualTo((false, "private, max-age=600")));
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/plain/{name?}", () => _runs.Next()).CacheResponse("10m");
        app.MapGet("/per-user", () => _runs.Next()).CacheResponse("10m", it => it.Users = ResponseUsers.PerUser);
        app.MapGet("/everyone", () => _runs.Next()).CacheResponse("10m", it => it.Users = ResponseUsers.Everyone);
        app.MapGet("/page", () => _runs.Next()).CacheResponse("10m", it => it.VaryByQuery = ["page"]);
        app.MapGet("/language", () => _runs.Next()).CacheResponse("10m", it => it.VaryByHeader = ["Accept-Language"]);
        app.MapGet("/value", () => _runs.Next()).CacheResponse("10m", it => it.VaryByValue = static http => http.Request.Headers["X-Plan"]);
        app.MapGet("/missing", () => Results.NotFound(_runs.Next())).CacheResponse("10m");
        app.MapGet("/cookie", (HttpContext http) => With(http, "Set-Cookie", "a=b")).CacheResponse("10m");
        app.MapGet("/late-cookie", (HttpContext http) =>
        {
            http.Response.OnStarting(() => Task.FromResult(With(http, "Set-Cookie", "a=b")));
            return _runs.Next();
        }).CacheResponse("10m");
        app.MapGet("/own", (HttpContext http, string say) => With(http, "Cache-Control", say)).CacheResponse("10m");
        app.MapGet("/varies", (HttpContext http) => With(http, "Vary", "X-Whatever")).CacheResponse("10m");
        app.MapGet("/large", (int bytes) => _runs.Next().PadRight(bytes)).CacheResponse("10m", it => it.BodyLimit = 1000);
        app.MapGet("/stream", async (HttpContext http) =>
        {
            http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await http.Response.WriteAsync(_runs.Next());
        }).CacheResponse("10m");
    }

    private string With(HttpContext http, string header, string value)
    {
        http.Response.Headers.Append(header, value);
        return _runs.Next();
    }

    private static void SignIn(HttpContext http, string header)
    {
        if (http.Request.Headers[header] is [{ } user])
            http.User = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user)], "test"));
    }

    private sealed class TenantPart : ICacheKeyPart
    {
        public static AsyncLocal<string?> Tenant { get; } = new();

        public string Name => "tenant";

        public string? Value => Tenant.Value;
    }
}
