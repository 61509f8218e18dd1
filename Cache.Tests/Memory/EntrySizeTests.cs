using Cache.Entries;
using Cache.Local;
using Cache.Tests.Engine;

namespace Cache.Tests.Memory;

[NonParallelizable]
public class EntrySizeTests
{
    private static readonly EntrySizes s_sizes = new(new Dictionary<Type, Delegate>());

    [Test]
    public void Strings_and_arrays_without_references_are_measured_exactly([Values(0, 1, 2, 3, 7, 1_000, 50_001)] int length)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Measured(new string('x', length)), Is.EqualTo(length == 0 ? 24 : Allocated(() => new string('x', length))));
            Assert.That(Measured(new byte[length]), Is.EqualTo(Allocated(() => new byte[length])));
            Assert.That(Measured(new double[length]), Is.EqualTo(Allocated(() => new double[length])));
            Assert.That(Measured(new Point[length]), Is.EqualTo(Allocated(() => new Point[length])));
            Assert.That(Measured(new DayOfWeek[length]), Is.EqualTo(Allocated(() => new DayOfWeek[length])));
        });
    }

    [Test]
    public void Values_without_references_are_measured_exactly() => Assert.Multiple(() =>
    {
        Assert.That(Measured(true), Is.EqualTo(1));
        Assert.That(Measured(1), Is.EqualTo(4));
        Assert.That(Measured(1L), Is.EqualTo(8));
        Assert.That(Measured(Guid.Empty), Is.EqualTo(16));
        Assert.That(Measured(1m), Is.EqualTo(16));
        Assert.That(Measured(new Point(1, 2, 3)), Is.EqualTo(12));
        Assert.That(Measured<int?>(null), Is.EqualTo(8));
    });

    [Test]
    public void Strings_of_an_array_are_measured_each() =>
        Assert.That(Measured<string?[]>(["", "four", null]), Is.EqualTo(24 + 3 * 8 + 24 + 32));

    [Test]
    public void Null_holds_nothing() => Assert.Multiple(() =>
    {
        Assert.That(Measured<string?>(null), Is.Zero);
        Assert.That(Measured<byte[]?>(null), Is.Zero);
        Assert.That(Measured<Order?>(null), Is.Zero);
    });

    [Test]
    public void The_rest_is_estimated_and_a_collection_by_its_count() => Assert.Multiple(() =>
    {
        Assert.That(Measured(new Order("x")), Is.EqualTo(256));
        Assert.That(Measured(new Labelled("x", 1)), Is.EqualTo(16 + 256));
        Assert.That(Measured(new Order[10]), Is.EqualTo(24 + 10 * (8 + 256)));
        Assert.That(Measured(new List<int>(new int[1_000])), Is.EqualTo(256 + 4_000));
        Assert.That(Measured<IReadOnlyList<Order>>(new List<Order>(new Order[10])), Is.EqualTo(256 + 10 * (8 + 256)));
        Assert.That(Measured(new Dictionary<int, Order> { [1] = new("x") }), Is.EqualTo(256 + 4 + 8 + 256));
    });

    [Test]
    public void A_function_of_the_user_goes_before_what_is_declared_and_what_is_declared_before_the_estimate()
    {
        var supplied = new EntrySizes(new MemoryOptions().SizeOf<Order>(order => order.Text.Length).Sizes);

        Assert.That(supplied.For<int, Order>((_, _) => 7)(1, new("12345")), Is.EqualTo(EntrySizes.Overhead + 4 + 5));
        Assert.That(supplied.For<int, Order?>(null)(1, null), Is.EqualTo(EntrySizes.Overhead + 4));
        Assert.That(s_sizes.For<int, Order>((_, _) => 7)(1, new("12345")), Is.EqualTo(EntrySizes.Overhead + 7));
    }

    [Test]
    public void A_function_that_returns_a_negative_size_is_named()
    {
        var supplied = new EntrySizes(new MemoryOptions().SizeOf<Order>(_ => -1).Sizes);

        Assert.That(() => supplied.For<int, Order>(null)(1, new("")), Throws.InvalidOperationException.With.Message.Contains("SizeOf<Order>"));
    }

    [Test]
    public void The_overhead_is_what_an_entry_of_the_engine_allocates_beside_key_and_value()
    {
        const int Count = 10_000;
        var entries = new CacheEntry<string, string>[Count];
        using var store = new UnboundedStore();
        var table = new EntryTable<string, string>(store, 0);
        var keys = Enumerable.Range(0, Count).Select(key => $"{key}").ToArray();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Count; i++)
        {
            entries[i] = new(table, keys[i], new("", null, 1, 1, null, 1));
            _ = entries[i].Task;
        }
        var each = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Count;

        // 24 bytes a cell, of which between a fifth and a half are in use
        const int CellsAndGhost = 81 + 6;
        Assert.That(each + CellsAndGhost, Is.EqualTo((double)EntrySizes.Overhead).Within(10).Percent);
    }

    private static long Measured<T>(T value) => s_sizes.For<int, T>(null)(1, value) - EntrySizes.Overhead - sizeof(int);

    private static long Allocated<T>(Func<T> make)
    {
        make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        make();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private readonly record struct Point(int X, int Y, int Z);

    private readonly record struct Labelled(string Label, int X);

    private sealed record Order(string Text);
}
