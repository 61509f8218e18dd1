using System.Runtime.CompilerServices;
using Cache.Coherence;
using Cache.Engine;

namespace Cache.Tests.Engine;

public class VersionsTests
{
    [Test]
    public void A_cell_is_one_while_somebody_holds_it()
    {
        var versions = new Versions();
        var cell = versions.Cell(null, "tag");

        GC.Collect();

        Assert.That(versions.Cell(null, "tag"), Is.SameAs(cell));
        versions.Move(null, "tag");
        Assert.That(cell.LastMoved, Is.EqualTo(versions.Sequence));
    }

    [Test]
    public void Cells_that_nobody_holds_leave_the_registry()
    {
        var versions = new Versions();
        MakeCells(versions, 0, 50_000);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        MakeCells(versions, 50_000, 120_000);
        GC.Collect();

        Assert.That(versions.Count, Is.LessThan(120_000));
        MakeCells(versions, 120_000, 400_000);
        Assert.That(versions.Count, Is.LessThan(300_000), "the registry only grows");
    }

    [Test]
    public void A_tag_that_moved_while_nobody_bore_it_kills_what_bears_it_later_but_began_before()
    {
        var versions = new Versions();
        var stamp = versions.Sequence;
        versions.Move(null, "tag");
        GC.Collect();

        Assert.That(Versions.Unmoved([versions.Cell(null, "tag")], stamp), Is.False);
        Assert.That(Versions.Unmoved([versions.Cell(null, "tag")], versions.Sequence), Is.True);
        Assert.That(Versions.Unmoved([versions.Cell(null, "other")], stamp), Is.True);
    }

    [Test]
    public void So_it_does_with_thousands_of_moves_between()
    {
        var versions = new Versions();
        var stamp = versions.Sequence;
        versions.Move(null, "tag");
        MoveMany(versions, 20_000);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.That(Versions.Unmoved([versions.Cell(null, "tag")], stamp), Is.False);
    }

    [Test]
    public void A_tag_that_moves_over_and_over_kills_nothing_else()
    {
        var versions = new Versions();
        for (var i = 0; i < 20_000; i++)
            versions.Move(null, "hot");
        var stamp = versions.Sequence;
        for (var i = 0; i < 20_000; i++)
            versions.Move(null, "hot");

        Assert.That(Versions.Unmoved([versions.Cell(null, "never seen")], stamp), Is.True);
        Assert.That(Versions.Unmoved([versions.Cell(null, "hot")], stamp), Is.False);
    }

    [Test]
    public async Task A_load_that_saw_thousands_of_invalidations_and_names_one_of_their_tags_at_its_end_stores_nothing()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>(takesContext: true).In(container.Cache);
        var loads = new HeldLoads<int, string>();

        var caller = cache.GetTask(loads.Of(), 1);
        await container.Cache.InvalidateTagAsync("city:7");
        for (var i = 0; i < 10_000; i++)
            await container.Cache.InvalidateTagAsync($"other:{i}");
        GC.Collect();
        loads[0].Context.AddTag("city:7");
        loads[0].Return("old");

        Assert.That(await caller, Is.EqualTo("old"));
        Assert.That(await cache.ExistsAsync(1), Is.False);
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task Entries_that_are_gone_hold_no_tags()
    {
        await using var container = new Container();
        var versions = ((CacheNode)container.Cache).Versions;
        var cache = Container.Define<int, string>(tags: static key => [$"user:{key}"]).In(container.Cache);
        for (var i = 0; i < 20_000; i++)
            await cache.SetAsync(i, "value");
        Assert.That(versions.Count, Is.GreaterThanOrEqualTo(20_000));

        container.Store.EvictAll();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        for (var i = 0; i < 60_000; i++)
            await cache.SetAsync(i % 10, "value");

        // the ten that live, and those that have died since the last sweep
        Assert.That(() => { MakeCells(versions, 0, 100_000); GC.Collect(); return versions.Count; }, Is.LessThan(120_000));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeCells(Versions versions, int from, int to)
    {
        for (var i = from; i < to; i++)
            versions.Cell(null, $"tag:{i}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MoveMany(Versions versions, int count)
    {
        for (var i = 0; i < count; i++)
            versions.Move(null, $"other:{i}");
    }
}
