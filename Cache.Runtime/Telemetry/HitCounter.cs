using System.Runtime.CompilerServices;

namespace Cache.Telemetry;

/// <summary>A counter that costs a hit no interlocked operation, shares no cache line between threads and loses no count.</summary>
/// <remarks>
/// Each managed thread has a cell of its own, found by its id, which no other living thread has; so an increment is plain. Cells lie a cache line
/// apart, in pages; only the array of pages is ever replaced, never a page, so that no count is made in a copy that is thrown away.
/// </remarks>
internal sealed class HitCounter
{
    private const int PageBits = 5;
    private const int PageMask = (1 << PageBits) - 1;
    private const int LineBits = 3;

    private readonly Lock _lock = new();
    private long[]?[] _pages = [new long[1 << (PageBits + LineBits)]];

    /// <summary>The count; increments of other threads that are under way may be missing.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            foreach (var page in Volatile.Read(ref _pages))
            {
                for (var cell = 0; page is not null && cell < page.Length; cell += 1 << LineBits)
                    count += Volatile.Read(ref page[cell]);
            }
            return count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Increment()
    {
        var thread = Environment.CurrentManagedThreadId;
        var pages = _pages;
        var number = thread >> PageBits;
        if ((uint)number < (uint)pages.Length && pages[number] is { } page)
            page[(thread & PageMask) << LineBits]++;
        else
            AddPage(thread);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddPage(int thread)
    {
        var number = thread >> PageBits;
        lock (_lock)
        {
            var pages = _pages;
            if (number >= pages.Length)
                Array.Resize(ref pages, number + 1);
            pages[number] ??= new long[1 << (PageBits + LineBits)];
            pages[number]![(thread & PageMask) << LineBits]++;
            Volatile.Write(ref _pages, pages);
        }
    }
}
