namespace Cache.Tests.Engine.Interleaving;

/// <summary>What the cache promises of one node, over random interleavings; and that each protection is needed for it.</summary>
public class InterleavingTests
{
    private const int Interleavings = 12_000;
    private const int Events = 50;

    [Test]
    public async Task No_call_that_comes_after_an_invalidation_or_a_write_sees_what_was_read_before_it([Values] bool hasBudget)
    {
        long hits = 0;
        for (var seed = 0; seed < Interleavings; seed++)
        {
            using var scenario = new Scenario(seed, Change.Kinds.All, hasBudget: hasBudget);
            var violations = await ReportHangAsync(scenario.RunAsync(Events), seed);
            Assert.That(violations, Is.Empty, $"seed {seed}");
            Assert.That(scenario.DemandOrder, Throws.Nothing, $"seed {seed}");
            hits += scenario.Hits;
        }
        Assert.That(hits, Is.GreaterThan(Interleavings), "a cache that stores nothing keeps every promise");
    }

    [Test]
    public async Task With_FailSafe_none_sees_it_either_in_the_place_of_a_failure([Values] bool hasBudget)
    {
        long served = 0;
        for (var seed = 0; seed < Interleavings / 2; seed++)
        {
            using var scenario = new Scenario(seed, Change.Kinds.All, hasBudget: hasBudget, failSafe: true);
            var violations = await ReportHangAsync(scenario.RunAsync(Events), seed);
            Assert.That(violations, Is.Empty, $"seed {seed}");
            Assert.That(scenario.DemandOrder, Throws.Nothing, $"seed {seed}");
            served += scenario.StaleServed;
        }
        Assert.That(served, Is.GreaterThan(1000), "a cache that never serves a stale value keeps every promise");
    }

    [Test]
    public async Task None_of_many_keys_is_seen_as_it_was_before_it_either([Values] bool hasBudget, [Values] bool failSafe)
    {
        long found = 0;
        for (var seed = 0; seed < Interleavings / 4; seed++)
        {
            using var scenario = new Scenario(seed, Change.Kinds.All, hasBudget: hasBudget, failSafe: failSafe, many: true);
            var violations = await ReportHangAsync(scenario.RunAsync(Events), seed);
            Assert.That(violations, Is.Empty, $"seed {seed}");
            Assert.That(scenario.DemandOrder, Throws.Nothing, $"seed {seed}");
            found += scenario.FoundByMany;
        }
        Assert.That(found, Is.GreaterThan(Interleavings), "a call that finds nothing keeps every promise");
    }

    [Test]
    public Task A_fill_without_the_compare_and_swap_of_the_slot_is_found_out() => FindsOut(Change.Kinds.Slots, static inner => new FillsBlindly(inner));

    [Test]
    public Task To_join_a_load_that_is_older_than_a_move_is_found_out() => FindsOut(Change.Kinds.Versions, static inner => new JoinsOutdatedLoads(inner));

    [Test]
    public Task Dynamic_tags_without_a_stamp_from_before_the_load_are_found_out() => FindsOut(Change.Kinds.DynamicTags, static inner => new StampsAtTheEnd(inner));

    [Test]
    public Task A_put_without_a_ticket_is_found_out() => FindsOut(Change.Kinds.Slots, static inner => new PutsWithoutTicket(inner));

    [Test]
    public Task An_old_value_in_the_place_of_a_failure_without_a_look_at_its_slot_is_found_out() => FindsOut(Change.Kinds.All, static inner => new ServesStaleBlindly(inner));

    // the same interleavings are clean with the protection, and are not without it
    private static async Task FindsOut(Change.Kinds kinds, Func<CacheUnderTest, CacheUnderTest> mutate)
    {
        const int Enough = 1000;
        for (var seed = 0; seed < Enough; seed++)
        {
            using var mutant = new Scenario(seed, kinds, mutate);
            if ((await ReportHangAsync(mutant.RunAsync(Events), seed)).Length == 0)
                continue;
            using var sound = new Scenario(seed, kinds);
            Assert.That(await ReportHangAsync(sound.RunAsync(Events), seed), Is.Empty, $"seed {seed}");
            TestContext.Out.WriteLine($"found out at seed {seed}");
            return;
        }
        Assert.Fail($"{Enough} interleavings did not show that the protection is missing");
    }

    private static async Task<string[]> ReportHangAsync(Task<string[]> run, int seed)
    {
        try
        {
            return await run;
        }
        catch (TimeoutException)
        {
            Assert.Fail($"seed {seed}: a caller was never released");
            throw;
        }
    }
}
