using Cache.Tests.Policies;
using Microsoft.Extensions.Caching.Hybrid;

namespace Cache.Tests.Ecosystem;

/// <summary>Tags of the HybridCache, by factory and by set, with every choice of tiers.</summary>
[TestFixture(Tiers.Memory)]
[TestFixture(Tiers.Redis)]
[TestFixture(Tiers.Hybrid)]
internal sealed class HybridTagTests(Tiers tiers)
{
    private EcosystemNode _node = null!;

    private HybridCache Hybrid => _node.Hybrid;

    [SetUp]
    public async Task OpenAsync()
    {
        _node = new(tiers);
        await _node.GetAsync("made", "1", tags: ["red", "round"]);
        await Hybrid.SetAsync("set", "2", tags: ["red"]);
        await Hybrid.SetAsync("bare", "3");
        Assert.That(await PresentAsync(), Is.EqualTo("made set bare"));
    }

    [TearDown]
    public async Task CloseAsync() => await _node.DisposeAsync();

    [TestCase("red", "bare")]
    [TestCase("round", "set bare")]
    [TestCase("blue", "made set bare")]
    [TestCase("RED", "made set bare", Description = "a tag is its very text")]
    [TestCase("*", "")]
    public async Task A_tag_takes_what_bears_it_and_the_star_takes_all(string tag, string left)
    {
        await Hybrid.RemoveByTagAsync(tag);
        Assert.That(await PresentAsync(), Is.EqualTo(left));
    }

    [Test]
    public async Task Several_tags_take_what_bears_one_of_them()
    {
        await Hybrid.SetAsync("blue", "4", tags: ["blue"]);
        await Hybrid.RemoveByTagAsync(["blue", "round"]);
        Assert.That(await PresentAsync(), Is.EqualTo("set bare"));
        Assert.That(await _node.FindAsync<string>("blue"), Is.Null);
        await Hybrid.RemoveByTagAsync((IEnumerable<string>)null!);
        await Hybrid.RemoveByTagAsync([]);
        Assert.That(await PresentAsync(), Is.EqualTo("set bare"));
    }

    [Test]
    public async Task What_is_stored_after_it_lives()
    {
        await Hybrid.RemoveByTagAsync("red");
        await Hybrid.RemoveByTagAsync("*");
        await Hybrid.SetAsync("set", "new", tags: ["red"]);
        Assert.That(await _node.GetAsync("made", "new", tags: ["red"]), Is.EqualTo("new"));
        Assert.That(await PresentAsync(), Is.EqualTo("made set"));
    }

    [Test]
    public async Task The_star_takes_nothing_of_other_caches()
    {
        await _node.Distributed.SetAsync("other", [1], new());
        await Hybrid.RemoveByTagAsync("*");
        Assert.That(await _node.Distributed.GetAsync("other"), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public async Task Tags_are_those_of_the_applications_other_caches()
    {
        await _node.Cache.InvalidateTagAsync("red");
        Assert.That(await PresentAsync(), Is.EqualTo("bare"));
    }

    [TestCase("*", "stands for all")]
    [TestCase("", "empty")]
    [TestCase(null, "empty")]
    public void A_tag_that_cannot_be_that_of_an_entry_is_refused(string? tag, string says)
    {
        Assert.That(async () => await Hybrid.SetAsync("a", 1, tags: [tag!]), Throws.ArgumentException.With.Message.Contains(says));
        Assert.That(async () => await _node.GetAsync("a", 1, tags: ["good", tag!]), Throws.ArgumentException.With.Message.Contains(says));
    }

    [TestCase("")]
    [TestCase(null)]
    public void To_remove_by_no_tag_is_refused(string? tag) => Assert.That(async () => await Hybrid.RemoveByTagAsync(tag!), Throws.InstanceOf<ArgumentException>());

    private async Task<string> PresentAsync()
    {
        var present = new List<string>();
        foreach (var key in new[] { "made", "set", "bare" })
        {
            if (await _node.FindAsync<string>(key) is not null)
                present.Add(key);
        }
        return string.Join(' ', present);
    }
}
