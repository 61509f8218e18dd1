using System.Diagnostics;
using Cache.Tests.Coherence.Processes;
using Cache.Tests.Engine;
using Cache.Tests.Http;
using Cache.Tests.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Dependencies;

/// <summary>Two processes on a real server: this one serves the route, a worker that knows nothing of HTTP changes the method.</summary>
internal sealed class ResponseProcessTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(1);

    [Test]
    public async Task What_one_process_invalidates_the_route_of_another_shows_within_the_window([Values("Hybrid", "Redis")] string provider)
    {
        var cacheNamespace = $"responses-{Guid.NewGuid():N}";
        await using var server = await RedisServer.StartAsync();
        await using var web = await WebNode.StartAsync(builder => Tiers(builder.Services.AddCache(options => options.Namespace = cacheNamespace).AddHttpResponses()), Map);
        var worker = (await WorkerProcess.StartAsync(1, server.ConnectionString, provider, cacheNamespace: cacheNamespace))[0];
        await using var _ = worker;
        // until a node has reached its server, each response is made anew
        await Node.UntilAsync(async () => (await web.GetAsync("/pages/a/1")).Text == (await web.GetAsync("/pages/a/1")).Text, "the node has reached its server");

        foreach (var change in (string[])["key", "where", "glob", "group", "tag", "all", "set", "put"])
        {
            var before = await web.GetAsync("/pages/a/1");
            Assert.That((await web.GetAsync("/pages/a/1", ("If-None-Match", before.Tag))).Status, Is.EqualTo(304), change);

            var done = await worker.AskAsync($"{change} a 1");

            var after = await ChangedAsync(web, before, done.Ended, change);
            if (change is "set" or "put")
                Assert.That(after.Text, Is.EqualTo($"{done.Value}"), "what the other process has stored");
            Assert.That((await web.GetAsync("/pages/a/1", ("If-None-Match", after.Tag))).Status, Is.EqualTo(304), change);
        }

        void Tiers(CacheBuilder cache)
        {
            cache.AddRedis(server.ConnectionString);
            if (provider == "Hybrid")
                cache.AddMemory();
        }
    }

    private static async Task<Http.Answer> ChangedAsync(WebNode web, Http.Answer before, long ended, string change)
    {
        while (true)
        {
            var since = Stopwatch.GetElapsedTime(ended);
            var answer = await web.GetAsync("/pages/a/1", ("If-None-Match", before.Tag));
            if (answer.Status == 200)
            {
                TestContext.Out.WriteLine($"{change}: a request {since.TotalMilliseconds:F1} ms after it");
                Assert.That(answer.Tag, Is.Not.EqualTo(before.Tag));
                return answer;
            }
            Assert.That(since, Is.LessThan(s_window), $"{change}: a request that came after the window got the old response");
        }
    }

    // the same cache as the worker's, over a database of its own
    private static void Map(WebApplication app)
    {
        var loads = 0;
        var pages = PageKey.Define<Page>(static key => [$"tenant:{key.Tenant}"], groups: [0]).In(app.Services.GetRequiredService<ICache>());
        app.UseOutputCache();
        app.MapGet("/pages/{tenant}/{page}", async (string tenant, int page) =>
            $"{(await pages.GetTask((_, _, _) => new(new Page(-Interlocked.Increment(ref loads), 0)), new(tenant, page))).Id}").CacheResponse("10m");
    }

    internal sealed record Page(long Id, long Began);
}
