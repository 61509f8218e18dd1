using System.Buffers;
using System.Diagnostics;

namespace Cache.SharedTier;

/// <summary>One growing array from the pool, in which an entry is written once and then handed to the store.</summary>
/// <remarks>
/// Unlike a writer that only goes forward it lets the head be completed when the payload's length is known, so that no second buffer and no copy is needed.
/// Dispose it when the store has answered. After a command that failed or timed out the client may still hold the bytes: then leave it to the garbage collector.
/// </remarks>
internal sealed class EntryBuffer : IBufferWriter<byte>, IDisposable
{
    private const int Initial = 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Initial);

    /// <summary>The bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What has been written; valid until more is written or the buffer is disposed.</summary>
    public Memory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>The length that it may reach: who writes more gets an exception, so that a value that is too large never stands in memory twice.</summary>
    public int Limit { get; set; } = int.MaxValue;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        if (count > Limit - Length)
            Throw.ValueTooLarge();
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Writes bytes at once, so that the buffer grows at most once for them.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Limit - Length)
            Throw.ValueTooLarge();
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Takes back what was written after a length.</summary>
    public void Truncate(int length)
    {
        Debug.Assert(length <= Length, "only what has been written can be taken back");
        Length = length;
    }

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Reserve(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var needed = Math.Max(count, 1);
        if (needed <= _bytes.Length - Length)
            return;

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)Length + needed, 2L * _bytes.Length)));
        Written.Span.CopyTo(larger);
        var smaller = _bytes;
        _bytes = larger;
        if (smaller.Length > 0)
            ArrayPool<byte>.Shared.Return(smaller);
    }
}
