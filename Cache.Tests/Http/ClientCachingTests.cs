using Microsoft.AspNetCore.Builder;

namespace Cache.Tests.Http;

/// <summary>The directives of RFC 9111 and RFC 5861 that clients are told.</summary>
internal sealed class ClientCachingTests
{
    private static readonly (string Path, string Expected, Action<CacheResponseOptions> Configure)[] s_cases =
    [
        ("/ttl", "public, max-age=600", static _ => { }),
        ("/client", "public, max-age=30", static it => it.ClientTtl = "30s"),
        ("/part-of-a-second", "public, max-age=1", static it => it.ClientTtl = "1s900ms"),
        ("/ask", "public, no-cache", static it => it.ClientTtl = "0s"),
        ("/never", "public, max-age=2147483647", static it => it.ClientTtl = "never"),
        ("/shared", "public, max-age=600, s-maxage=3600", static it => it.SharedTtl = "1h"),
        ("/stale", "public, max-age=600, stale-while-revalidate=60, stale-if-error=86400", static it => (it.StaleWhileRevalidate, it.StaleIfError) = ("1m", "1d")),
        ("/immutable", "public, max-age=600, immutable", static it => it.Immutable = true),
        ("/private", "private, max-age=600", static it => (it.Users, it.SharedTtl) = (ResponseUsers.PerUser, "1h")),
        ("/no-store", "no-store", static it => it.NoStore = true),
    ];

    [Test]
    public async Task Clients_are_told_what_the_route_says()
    {
        var runs = new Counted();
        await using var node = await WebNode.StartAsync(app =>
        {
            foreach (var (path, _, configure) in s_cases)
                app.MapGet(path, () => runs.Next()).CacheResponse("10m", configure);
        });

        Assert.Multiple(async () =>
        {
            foreach (var (path, expected, _) in s_cases)
            {
                var first = await node.GetAsync(path);
                var stored = await node.GetAsync(path);
                Assert.That((first["Cache-Control"], stored["Cache-Control"], stored.Text), Is.EqualTo((expected, expected, first.Text)), path);
                Assert.That(stored["Age"], Does.Match("^[0-9]$"), path);
            }
        });
    }

    [TestCase("30x", "CacheResponse: Ttl is \"30x\", which is no duration above zero. Write one such as \"30s\", \"5m\" or \"1h30m\".")]
    [TestCase("0s", "CacheResponse: Ttl is \"0s\", which is no duration above zero. Write one such as \"30s\", \"5m\" or \"1h30m\".")]
    public void A_bad_duration_is_refused_where_it_is_written(string ttl, string message)
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        Assert.That(() => app.MapGet("/", () => "").CacheResponse(ttl), Throws.ArgumentException.With.Message.EqualTo(message));
    }

    [Test]
    public void A_bad_attribute_stops_the_application_at_its_start() =>
        Assert.That(
            async () => await WebNode.StartAsync(static app => app.MapGet("/cities/{id}", [CacheResponse(ClientTtl = "soon")] () => "")),
            Throws.InvalidOperationException.With.Message.EqualTo(
                "The route /cities/{id} is marked wrongly. CacheResponse: ClientTtl is \"soon\", which is no duration of zero or more. Write one such as \"30s\", \"5m\" or \"1h30m\"."));

    [Test]
    public void A_tag_that_names_no_route_value_stops_the_application_at_its_start() =>
        Assert.That(
            async () => await WebNode.StartAsync(static app => app.MapGet("/cities/{id}", () => "").CacheResponse("1m", static it => it.Tags = ["city:{city}"])),
            Throws.InvalidOperationException.With.Message.EqualTo(
                "The route /cities/{id} is marked wrongly. CacheResponse: the tag \"city:{city}\" names the route value 'city', which the route does not have; it has id."));

    [Test]
    public async Task An_attribute_marks_a_handler_and_a_group_its_endpoints()
    {
        var runs = new Counted();
        await using var node = await WebNode.StartAsync(app =>
        {
            app.MapGet("/marked", [CacheResponse(Ttl = "30s")] () => runs.Next());
            var group = app.MapGroup("/group").CacheResponse("40s");
            group.MapGet("/as-the-group", () => runs.Next());
            group.MapGet("/own", () => runs.Next()).CacheResponse("50s");
            group.MapGet("/out", () => runs.Next()).CacheResponse("50s", static it => it.Enabled = false);
        });

        foreach (var (path, age) in new[] { ("/marked", 30), ("/group/as-the-group", 40), ("/group/own", 50) })
        {
            var first = await node.GetAsync(path);
            Assert.That((first["Cache-Control"], (await node.GetAsync(path)).Text), Is.EqualTo(($"public, max-age={age}", first.Text)), path);
        }
        var optedOut = await node.GetAsync("/group/out");
        Assert.That((optedOut["Cache-Control"], (await node.GetAsync("/group/out")).Text == optedOut.Text), Is.EqualTo(((string?)null, false)));
    }
}
