namespace Cache.Telemetry;

/// <summary>The part of a <see cref="HitCounter"/> that is counted by the ids of threads, without an interlocked operation too.</summary>
/// <remarks>
/// Each managed thread has a cell of its own, found by its id, which no other living thread has; so an increment is plain. Cells lie a cache line
/// apart, in pages made when they are needed. Only the array of pages is ever replaced, never a page, so that no count is made in a copy that is thrown away.
/// </remarks>
internal sealed class ThreadCounter
{
    private const int PageBits = 6;
    private const int PageMask = (1 << PageBits) - 1;
    private const int LineBits = 3;

    private readonly Lock _lock = new();
    private long[]?[] _pages = [];

    public long Count
    {
        get
        {
            var count = 0L;
            foreach (var page in Volatile.Read(ref _pages))
                count += page is null ? 0 : Sum(page);
            return count;
        }
    }

    public void Increment()
    {
        var thread = Environment.CurrentManagedThreadId;
        var number = thread >> PageBits;
        var pages = Volatile.Read(ref _pages);
        var page = number < pages.Length ? pages[number] : null;
        (page ?? AddPage(number))[(thread & PageMask) << LineBits]++;
    }

    private long[] AddPage(int number)
    {
        lock (_lock)
        {
            var pages = _pages;
            if (number >= pages.Length)
                Array.Resize(ref pages, number + 1);
            var page = pages[number] ??= NewPage();
            Volatile.Write(ref _pages, pages);
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
