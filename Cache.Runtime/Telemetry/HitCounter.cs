using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cache.Telemetry;

/// <summary>A counter that costs a hit no interlocked operation, shares no cache line between threads and loses no count.</summary>
/// <remarks>
/// <para>
/// To ask the runtime which thread this is costs about as much as the rest of a hit. The stack tells it too: a page of memory in which one living thread has its frames holds no
/// frame of another. So a cell belongs to a page, and is found by the address of a local variable. The owner of a cell never changes, and only a thread that stands on that page increments
/// it, plainly; when the page comes to a younger thread, the older one has ended.
/// </para>
/// <para>
/// A thread that counts at several depths owns several cells. When the cells near its own are all taken, it counts in <see cref="ThreadCounter"/>, by its id. Cells lie a cache line apart.
/// </para>
/// </remarks>
internal sealed class HitCounter
{
    // no platform has smaller pages; where they are larger, several cells stand for one
    private const int PageBits = 12;
    private const int Cells = 64;
    private const int Neighbours = 4;

    private readonly ThreadCounter _others = new();

    // here and not in an array of its own, which would be one more place to read
    private Row _row;

    /// <summary>The count; increments of other threads that are under way may be missing.</summary>
    public long Count
    {
        get
        {
            var count = _others.Count;
            for (var i = 0; i < Cells; i++)
                count += Volatile.Read(ref _row[i].Count);
            return count;
        }
    }

    /// <summary>The page of the stack on which the calling method has its frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Page()
    {
        Unsafe.SkipInit(out byte local);
        return Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref local) >>> PageBits;
    }

    /// <summary>Counts one, where the first cell of the page is this thread's: the code of a hit without a call.</summary>
    /// <param name="page">A page of this thread's stack.</param>
    /// <returns>Whether it has been counted. If not, <see cref="Increment"/> counts it, and sees to it that the same page is found the next time.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryIncrement(nint page)
    {
        ref var cell = ref Unsafe.Add(ref Unsafe.As<Row, Cell>(ref _row), (nuint)Home(page));
        if (cell.Page != page)
            return false;
        cell.Count++;
        return true;
    }

    /// <summary>Counts one.</summary>
    /// <param name="page">A page of this thread's stack.</param>
    public void Increment(nint page)
    {
        var home = Home(page);
        for (var i = 0; i < Neighbours; i++)
        {
            ref var cell = ref _row[(int)((home + (uint)i) % Cells)];
            if (cell.Page == 0)
                Interlocked.CompareExchange(ref cell.Page, page, 0);
            if (cell.Page != page)
                continue;
            cell.Count++;
            return;
        }
        _others.Increment();
    }

    // stacks of threads lie at equal distances, so the lowest bits of the same depth are the same in all of them
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Home(nint page) => ((uint)page * 0x9E3779B1) >> 26;

    [InlineArray(Cells)]
    private struct Row
    {
        private Cell _first;
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Cell
    {
        public nint Page;
        public long Count;
    }
}
