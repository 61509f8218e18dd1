using Cache.Connection;
using Cache.Tests.Redis;
using Cache.Tests.SharedTier;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Locks;

/// <summary>Where the locks of a container are kept.</summary>
public sealed class LockRegistrationTests
{
    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Locks_of_a_container_without_a_shared_tier_are_its_own()
    {
        await using var one = new ServiceCollection().AddCache().AddMemory().Services.BuildServiceProvider();
        await using var other = new ServiceCollection().AddCache().AddMemory().Services.BuildServiceProvider();

        await using var held = await one.GetRequiredService<ICacheLocks>().AcquireAsync("k", s_ttl);

        Assert.That(await one.GetRequiredService<ICacheLocks>().TryAcquireAsync("k", s_ttl), Is.Null);
        await using var elsewhere = await other.GetRequiredService<ICacheLocks>().TryAcquireAsync("k", s_ttl);
        Assert.That(elsewhere, Is.Not.Null);
    }

    [Test]
    public async Task The_setting_Provider_chooses_for_locks_as_well()
    {
        var services = new ServiceCollection();
        // nothing listens there
        services.AddCache(static options => options.Provider = "Memory").AddMemory().AddRedis($"127.0.0.1:{RedisServer.FreePort()}");
        await using var provider = services.BuildServiceProvider();

        await using var held = await provider.GetRequiredService<ICacheLocks>().AcquireAsync("k", s_ttl);

        Assert.That(held.Remaining, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    public async Task A_shared_tier_that_brings_no_locks_is_named()
    {
        var services = new ServiceCollection().AddSingleton(new DrivenServer(new ManualTimeProvider()).NewNode());
        await using var provider = services.AddCache().Services.BuildServiceProvider();

        Assert.That(() => provider.GetRequiredService<ICacheLocks>(), Throws.InvalidOperationException.With.Message.Contains("registers an ILockStore"));
    }

    [Test]
    public void A_container_on_Redis_may_be_disposed_synchronously()
    {
        var provider = new ServiceCollection().AddCache().AddRedis($"127.0.0.1:{RedisServer.FreePort()}").Services.BuildServiceProvider();
        _ = provider.GetRequiredService<ICacheLocks>();

        Assert.That(provider.Dispose, Throws.Nothing);
        Assert.That(() => provider.GetRequiredService<IRedisConnection>(), Throws.TypeOf<ObjectDisposedException>());
    }
}
