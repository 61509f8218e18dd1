using Cache.SharedTier;

namespace Cache.Tests.Redis.Sentinel;

public sealed class SentinelPasswordTests
{
    [Test]
    public async Task Sentinels_that_ask_for_a_password_get_theirs_and_not_the_master_s()
    {
        await using var watched = await WatchedServers.StartAsync("requirepass theirs");
        await using var without = await Node.StartAsync(watched.ConnectionString);
        await using var with = await Node.StartAsync(watched.ConnectionString, configure: static options => options.SentinelPassword = "theirs");

        Assert.That(() => without.Store.GetAsync("app:users:1"), Throws.TypeOf<SharedStoreException>().With.Message.Contains("Redis:SentinelPassword"));
        Assert.That((await with.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Empty));
    }
}
