using System.Runtime.CompilerServices;

namespace Cache.Telemetry;

/// <summary>A counter that costs a hit no interlocked operation, shares no cache line between threads and loses no count.</summary>
/// <remarks>
/// Each managed thread has a cell of its own, found by its id, which no other living thread has; so an increment is plain. Cells lie a cache line
/// apart, in pages: the first holds the threads that most processes have; of the others only the array of pages is ever replaced, never a page, so that no count is made in a copy that is thrown away.
/// </remarks>
internal sealed class HitCounter
{
    private const int PageBits = 6;
    private const int PageMask = (1 << PageBits) - 1;
    private const int LineBits = 3;

    private readonly Lock _lock = new();
    private readonly long[] _firstPage = NewPage();
    private long[]?[] _laterPages = [];

    /// <summary>The count; increments of other threads that are under way may be missing.</summary>
    public long Count
    {
        get
        {
            var count = Sum(_firstPage);
            foreach (var page in Volatile.Read(ref _laterPages))
                count += page is null ? 0 : Sum(page);
            return count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Increment()
    {
        var thread = Environment.CurrentManagedThreadId;
        var page = _firstPage;
        var cell = thread << LineBits;
        if ((uint)cell < (uint)page.Length)
            page[cell]++;
        else
            IncrementLater(thread);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void IncrementLater(int thread)
    {
        var number = (thread >> PageBits) - 1;
        var pages = Volatile.Read(ref _laterPages);
        var page = number < pages.Length ? pages[number] : null;
        (page ?? AddPage(number))[(thread & PageMask) << LineBits]++;
    }

    private long[] AddPage(int number)
    {
        lock (_lock)
        {
            var pages = _laterPages;
            if (number >= pages.Length)
                Array.Resize(ref pages, number + 1);
            var page = pages[number] ??= NewPage();
            Volatile.Write(ref _laterPages, pages);
            return page;
        }
    }

    private static long[] NewPage() => new long[1 << (PageBits + LineBits)];

    private static long Sum(long[] page)
    {
        long sum = 0;
        for (var cell = 0; cell < page.Length; cell += 1 << LineBits)
            sum += Volatile.Read(ref page[cell]);
        return sum;
    }
}
