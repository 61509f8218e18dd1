namespace Cache.Tests.Coherence.Interleaving;

/// <summary>What the cache promises of nodes that share a tier, over random interleavings; and that each protection is needed for it.</summary>
public class TwoNodesTests
{
    private const int Interleavings = 5_000;
    private const int DerivedInterleavings = 3_000;
    private const int Events = 60;

    [TestCase(true)]
    [TestCase(false)]
    public async Task No_read_returns_what_was_loaded_before_an_acknowledged_invalidation(bool hasMemory)
    {
        long hits = 0, reads = 0;
        for (var seed = 0; seed < Interleavings; seed++)
        {
            await using var scenario = new Scenario(seed, hasMemory);
            Assert.That(await scenario.RunAsync(Events), Is.Empty, $"seed {seed}");
            hits += scenario.Hits;
            reads += scenario.Reads;
        }
        Assert.That(reads, Is.GreaterThan(10 * Interleavings));
        Assert.That(hits, hasMemory ? Is.GreaterThan(Interleavings) : Is.Zero, "a cache that stores nothing keeps every promise");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Nothing_outlives_what_it_was_made_of(bool hasMemory)
    {
        for (var seed = 0; seed < DerivedInterleavings; seed++)
        {
            await using var scenario = new Scenario(seed, hasMemory, derives: true);
            Assert.That(await scenario.RunAsync(Events), Is.Empty, $"seed {seed}");
        }
    }

    [Test]
    public Task Reads_that_nobody_notes_are_found_out() => FindsOut(Weakness.Tracking, derives: true);

    [Test]
    public Task A_version_of_a_key_that_stays_when_the_key_is_changed_is_found_out() => FindsOut(Weakness.KeyVersions, derives: true);

    [Test]
    public Task To_share_what_was_made_of_an_old_value_before_the_messages_have_caught_up_is_found_out() => FindsOut(Weakness.CatchUp, derives: true);

    [Test]
    public Task A_fill_without_the_check_of_its_lease_is_found_out() => FindsOut(Weakness.LeaseCheck);

    [Test]
    public Task A_fill_of_memory_without_a_ticket_is_found_out() => FindsOut(Weakness.Ticket);

    [Test]
    public Task To_tell_of_an_invalidation_before_the_slot_is_emptied_is_found_out() => FindsOut(Weakness.UnlinkFirst);

    [Test]
    public Task Lost_messages_without_a_watermark_are_found_out() => FindsOut(Weakness.Watermark);

    // the tests above are clean with every protection; one missing shows among the same interleavings, of most weaknesses among the first hundred,
    // of a version that stays in one of five hundred
    private static async Task FindsOut(Weakness weakness, bool derives = false)
    {
        var enough = derives ? DerivedInterleavings : Interleavings;
        for (var seed = 0; seed < enough; seed++)
        {
            await using var mutant = new Scenario(seed, hasMemory: true, weakness, derives);
            if (await mutant.RunAsync(Events) is not [var first, ..])
                continue;
            TestContext.Out.WriteLine($"found out at seed {seed}: {first}");
            return;
        }
        Assert.Fail($"{enough} interleavings did not show that the protection is missing");
    }
}