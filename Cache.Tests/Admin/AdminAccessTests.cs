using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Admin;

/// <summary>Who may look and change, and what the log says of it.</summary>
internal sealed class AdminAccessTests
{
    [Test]
    public void Outside_Development_an_application_that_asks_for_no_authorization_does_not_start()
    {
        Assert.That(async () => await AdminApp.StartAsync(environment: "Production"),
            Throws.InvalidOperationException.With.Message.Contains("AddPolicy(\"ops\"").And.Message.Contains("app.MapCacheAdmin(\"/cache\").RequireAuthorization(\"ops\")").And.Message.Contains("'Production'"));
    }

    [Test]
    public void Outside_Development_AllowAnonymous_is_refused()
    {
        Assert.That(async () => await AdminApp.StartAsync(environment: "Staging", open: static it => it.RequireAuthorization("ops").AllowAnonymous()),
            Throws.InvalidOperationException.With.Message.Contains("AllowAnonymous").And.Message.Contains("'Staging'"));
    }

    [Test]
    public async Task A_policy_decides_who_may()
    {
        await using var app = await AdminApp.StartAsync(environment: "Production", open: static it => it.RequireAuthorization("ops"));

        foreach (var path in new[] { "/", "/admin.js", "/api/node", "/api/caches", "/api/caches/notes/keys" })
        {
            Assert.That((await app.SendAsync("GET", path)).Status, Is.EqualTo(401), path);
            Assert.That((await app.SendAsync("GET", path, user: "guest")).Status, Is.EqualTo(403), path);
            Assert.That((await app.SendAsync("GET", path, user: "ops")).Status, Is.EqualTo(200), path);
        }
        Assert.That((await app.SendAsync("POST", "/api/invalidate", new { all = true }, user: "guest")).Status, Is.EqualTo(403));
        Assert.That((await app.SendAsync("POST", "/api/invalidate", new { all = true }, user: "ops")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task In_Development_it_is_open()
    {
        await using var app = await AdminApp.StartAsync();

        var node = await app.GetAsync("/api/node");

        Assert.That(((string?)node["user"], (bool)node["canWrite"]!), Is.EqualTo(("anonymous", true)));
    }

    [Test]
    public async Task Who_lacks_the_policy_for_writes_may_look()
    {
        await using var app = await AdminApp.StartAsync(environment: "Production", admin: static it => it.WritePolicy = "lead", open: static it => it.RequireAuthorization("ops"));

        Assert.That((bool)(await app.GetAsync("/api/node", "ops"))["canWrite"]!, Is.False);
        Assert.That((bool)(await app.GetAsync("/api/node", "lead"))["canWrite"]!, Is.True);
        var refused = await app.SendAsync("PUT", "/api/caches/notes/entry?key=a", new { value = "x" }, user: "ops");
        Assert.That((refused.Status, refused.Detail), Is.EqualTo((403, "You may look, and not change: that takes the authorization policy 'lead'.")));
        Assert.That((await app.SendAsync("PUT", "/api/caches/notes/entry?key=a", new { value = "x" }, user: "lead")).Status, Is.EqualTo(204));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("not a token")]
    public async Task A_write_without_the_right_token_is_refused_and_changes_nothing(string? token)
    {
        await using var app = await AdminApp.StartAsync();
        await Shop.Notes.OpenIn(app.Cache).SetAsync("a", "before");

        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("PUT", "/api/caches/notes/entry?key=a", new { value = "after" }), ("PUT", "/api/caches/notes/entry/ttl?key=a", new { ttl = "1s" }), ("DELETE", "/api/caches/notes/entry?key=a", null),
            ("POST", "/api/caches/notes/invalidate", new { all = true }), ("POST", "/api/tags/invalidate", new { tag = "t" }), ("POST", "/api/invalidate", new { all = true }),
        })
        {
            var refused = await app.SendAsync(method, path, body, token: token);
            Assert.That((refused.Status, refused.Headers["Content-Type"]), Is.EqualTo((400, "application/problem+json; charset=utf-8")), path);
            Assert.That(refused.Detail, Does.Contain("anti-forgery").And.Contain("GET .../api/node"), path);
        }
        Assert.That((await Shop.Notes.OpenIn(app.Cache).TryGetAsync("a")).TryGet(out var value) ? value : null, Is.EqualTo("before"));
        Assert.That(app.Log.Messages.Count(static message => message.Id == 77), Is.EqualTo(6));
    }

    [Test]
    public async Task Every_write_is_in_the_log_with_who_and_what_and_no_value()
    {
        await using var app = await AdminApp.StartAsync();
        await Shop.Notes.OpenIn(app.Cache).SetAsync("a", "secret-before");

        await app.SendAsync("PUT", "/api/caches/notes/entry?key=a", new { value = "secret-after", ttl = "5m" }, user: "ada");
        await app.SendAsync("PUT", "/api/caches/notes/entry/ttl?key=a", new { ttl = "never" }, user: "ada");
        await app.SendAsync("DELETE", "/api/caches/notes/entry?key=a");
        await app.SendAsync("POST", "/api/caches/notes/invalidate", new { pattern = "a*" });
        await app.SendAsync("POST", "/api/caches/notes/invalidate", new { all = true });
        await app.SendAsync("POST", "/api/tags/invalidate", new { tag = "user:1\nforged" });
        await app.SendAsync("POST", "/api/invalidate", new { all = true });
        await app.SendAsync("PUT", "/api/caches/prices/entry?key=a", new { value = "secret-wrong" }, user: "ada");

        var lines = app.Log.Messages.Where(static message => message.Id is >= 70 and <= 79).Select(static message => $"{message.Id} {message.Text}").ToArray();
        Assert.That(lines, Is.EqualTo(new[]
        {
            "70 Admin: ada from 127.0.0.1 has set the value at key 'a' of cache 'notes', with Ttl 5m",
            "71 Admin: ada from 127.0.0.1 has given the entry at key 'a' of cache 'notes' the Ttl never",
            "72 Admin: anonymous from 127.0.0.1 has deleted the entry at key 'a' of cache 'notes': applied",
            "73 Admin: anonymous from 127.0.0.1 has invalidated the pattern 'a*' in cache 'notes': applied",
            "74 Admin: anonymous from 127.0.0.1 has invalidated all of cache 'notes': applied",
            "75 Admin: anonymous from 127.0.0.1 has invalidated the tag 'user:1?forged' in all caches: applied",
            "76 Admin: anonymous from 127.0.0.1 has invalidated all caches: applied",
            "77 Admin: ada from 127.0.0.1 was refused PUT /ops/cache/api/caches/prices/entry?key=a with 400: Bad request",
        }));
        Assert.That(app.Log.Messages.Select(static message => message.Text + message.Failure), Has.None.Contains("secret"));
    }

    [Test]
    public async Task The_values_of_a_sensitive_cache_are_neither_shown_nor_taken()
    {
        await using var app = await AdminApp.StartAsync();
        var secrets = Shop.Secrets.OpenIn(app.Cache);
        await secrets.SetAsync("a", "hunter2");

        var entry = await app.SendAsync("GET", "/api/caches/secrets/entry?key=a");
        var refused = await app.SendAsync("PUT", "/api/caches/secrets/entry?key=a", new { value = "hunter3" });

        Assert.That(((bool)entry.Json["isHidden"]!, (JsonNode?)entry.Json["value"], (bool)entry.Json["isNull"]!, (string)entry.Json["arguments"]![0]!["value"]!), Is.EqualTo((true, (JsonNode?)null, false, "a")));
        Assert.That((refused.Status, refused.Detail), Is.EqualTo((403, "The cache 'secrets' is marked Sensitive: its values are neither shown nor taken here. Delete the entry, and the application makes it anew.")));
        Assert.That((await secrets.TryGetAsync("a")).TryGet(out var value) ? value : null, Is.EqualTo("hunter2"));
        Assert.That(entry.Text + refused.Text + (await app.SendAsync("GET", "/api/caches/secrets/keys")).Text + string.Concat(app.Log.Messages), Does.Not.Contain("hunter"));
        Assert.That((await app.SendAsync("DELETE", "/api/caches/secrets/entry?key=a")).Status, Is.EqualTo(200));
        Assert.That(await secrets.ExistsAsync("a"), Is.False);
    }

    [Test]
    public async Task An_override_makes_a_cache_sensitive_at_once()
    {
        await using var app = await AdminApp.StartAsync();
        await Shop.Notes.OpenIn(app.Cache).SetAsync("a", "hunter2");

        app.Policies.Override("notes", new() { Sensitive = true }, TimeSpan.FromHours(1));

        Assert.That((bool)(await app.GetAsync("/api/caches/notes/entry?key=a"))["isHidden"]!, Is.True);
    }

    [Test]
    public void To_map_it_without_AddAdmin_is_an_error_that_says_what_to_write()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCache().AddMemory();
        using var app = builder.Build() as IDisposable;

        Assert.That(() => ((WebApplication)app).MapCacheAdmin(), Throws.InvalidOperationException.With.Message.Contains("services.AddCache().AddMemory().AddAdmin()"));
    }
}
