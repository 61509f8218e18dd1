using Cache.SharedTier;

namespace Cache.Tests.SharedTier;

/// <summary>All nodes must agree on the lane of a key, whatever version they run.</summary>
public class LaneTests
{
    [TestCase("", 60)]
    [TestCase("a", 9)]
    [TestCase("app:user-profile:u1", 48)]
    [TestCase("app:user-profile:u2", 15)]
    [TestCase("app:tag:user:123", 29)]
    [TestCase("shop:orders:acme:1:20:name", 29)]
    [TestCase("app:ключ:grüße", 35)]
    [TestCase("app:😀", 34)]
    public void The_lane_of_a_key_is_a_constant_of_the_format(string key, int lane) => Assert.That(Lanes.Of(key), Is.EqualTo(lane));

    // longer than the encoder's buffer, with pairs that straddle its end
    [Test]
    public void A_long_key_has_the_lane_of_its_utf8([Range(250, 260)] int length)
    {
        var key = new string('x', length) + "😀é" + new string('y', 300);
        var hash = 2166136261u;
        foreach (var one in System.Text.Encoding.UTF8.GetBytes(key))
            hash = unchecked((hash ^ one) * 16777619);
        Assert.That(Lanes.Of(key), Is.EqualTo((hash ^ (hash >> 6) ^ (hash >> 12) ^ (hash >> 18)) % 64));
    }

    [Test]
    public void Keys_that_differ_in_a_digit_spread_over_the_lanes()
    {
        const int Keys = 64_000;
        var counts = new int[Lanes.Count];
        for (var i = 0; i < Keys; i++)
            counts[Lanes.Of($"app:user-profile:{i}")]++;
        Assert.That(counts, Has.All.InRange(Keys / Lanes.Count * 3 / 4, Keys / Lanes.Count * 5 / 4));
    }
}
