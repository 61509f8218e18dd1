using Cache.Admin;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Admin;

/// <summary>The files of the page are served as browsers may keep and run them.</summary>
internal sealed class AdminPageFileTests
{
    private AdminApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await AdminApp.StartAsync();

    [OneTimeTearDown]
    public Task StopAsync() => _app.DisposeAsync().AsTask();

    [TestCase("/", "text/html; charset=utf-8")]
    [TestCase("/admin.css", "text/css; charset=utf-8")]
    [TestCase("/admin.js", "text/javascript; charset=utf-8")]
    public async Task A_file_has_its_type_a_strong_tag_and_a_policy_without_inline_script(string path, string type)
    {
        var reply = await _app.SendAsync("GET", path);

        Assert.That((reply.Status, reply.Headers["Content-Type"], reply.Headers["Cache-Control"]), Is.EqualTo((200, type, "no-cache")));
        Assert.That(reply.Headers["Content-Security-Policy"], Is.EqualTo(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
        Assert.That((reply.Headers["X-Content-Type-Options"], reply.Headers["Referrer-Policy"]), Is.EqualTo(("nosniff", "no-referrer")));
        Assert.That(reply.Headers["ETag"], Does.Match("^\"[0-9a-f]{32}\"$"));
    }

    [Test]
    public async Task The_page_without_the_slash_at_its_end_leads_to_the_page()
    {
        var reply = await _app.SendAsync("GET", "");

        Assert.That((reply.Status, reply.Headers["Location"]), Is.EqualTo((302, "/ops/cache/")));
    }

    [Test]
    public async Task An_application_that_caches_all_its_responses_keeps_none_of_these()
    {
        await using var app = await AdminApp.StartAsync(
            services: static it => it.AddOutputCache(static options => options.AddBasePolicy(static policy => policy.Cache().Expire(TimeSpan.FromHours(1)))), pipeline: static it => it.UseOutputCache());

        var before = await app.SendAsync("GET", "/api/caches/notes/keys");
        await Shop.Notes.OpenIn(app.Cache).SetAsync("a", "text");
        var after = await app.SendAsync("GET", "/api/caches/notes/keys");

        Assert.That(after.Text, Is.Not.EqualTo(before.Text));
        Assert.That((after.Headers["Cache-Control"], after.Headers.ContainsKey("Age")), Is.EqualTo(("no-store", false)));
    }

    [Test]
    public async Task Every_file_is_served()
    {
        Assert.That(AdminPage.Files.Select(static file => file.File), Is.SupersetOf(new[] { "index.html", "admin.css", "admin.js" }));
        foreach (var file in AdminPage.Files)
            Assert.That((await _app.SendAsync("GET", file.Path)).Text, Is.Not.Empty, file.File);
    }
}
