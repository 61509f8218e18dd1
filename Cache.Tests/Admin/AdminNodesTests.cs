using Cache.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Admin;

/// <summary>What is edited on one node is so on the others, also on one that knows an entry by its text alone.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class AdminNodesTests(bool hasMemory)
{
    private RedisServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServerAsync() => _server = await RedisServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopServerAsync() => await _server.DisposeAsync();

    [Test]
    public async Task An_entry_that_another_node_has_loaded_is_edited_without_its_typed_key()
    {
        await using var one = await NodeAsync();
        await using var other = await NodeAsync();
        await one.LoadAsync("acme", 1);

        Assert.That((await other.SendAsync("PUT", "/api/caches/products/entry?key=acme:1", new { value = new Product("edited", 1) })).Status, Is.EqualTo(204));
        await Node.UntilAsync(async () => await one.LoadAsync("acme", 1) == new Product("edited", 1), "the first node to see the edit");

        Assert.That((await other.SendAsync("PUT", "/api/caches/products/entry/ttl?key=acme:1", new { ttl = "never" })).Status, Is.EqualTo(204));
        Assert.That((await other.GetAsync("/api/caches/products/entry?key=acme:1"))["ttlMs"], Is.Null);

        await other.Cache.InvalidateTagAsync("named");
        await Node.UntilAsync(async () => await one.LoadAsync("acme", 1) == new Product("acme-1", 1.5m), "the edit to have kept the tag that the load had named");

        await using var third = await NodeAsync();
        Assert.That((string?)(await third.SendAsync("DELETE", "/api/caches/products/entry?key=acme:1")).Json["result"], Is.EqualTo("applied"));
        await Node.UntilAsync(async () => !await Shop.Products.In(one.Cache).ExistsAsync(("acme", 1)), "the first node to have heard of the deletion");
    }

    private Task<AdminApp> NodeAsync() => AdminApp.StartAsync(it => _ = hasMemory ? it.AddMemory().AddRedis(_server.ConnectionString) : it.AddRedis(_server.ConnectionString));
}
