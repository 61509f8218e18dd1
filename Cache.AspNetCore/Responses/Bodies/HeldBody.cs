using System.Buffers;

namespace Cache.Responses.Bodies;

/// <summary>A body that is held back until it is complete, or until it is larger than the limit: from there on it passes through.</summary>
internal sealed class HeldBody(Stream inner, ResponseOfRequest response) : WriteOnlyStream
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(4096);
    private int _length;

    /// <summary>Whether the body passes through.</summary>
    public bool IsPassing { get; private set; }

    /// <summary>What is held.</summary>
    public ReadOnlyMemory<byte> Held => _bytes.AsMemory(0, _length);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (TryHold(buffer))
            return;
        if (_length > 0)
            inner.Write(Drain().Span);
        inner.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (TryHold(buffer.Span))
            return default;
        return _length > 0 ? DrainAndWriteAsync(buffer, cancellationToken) : inner.WriteAsync(buffer, cancellationToken);
    }

    // what is held back is not sent because somebody flushes: serializers do so between any two pieces
    public override void Flush()
    {
        if (IsPassing)
            inner.Flush();
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => IsPassing ? FlushAllAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Lets the body pass from here on.</summary>
    public void Pass()
    {
        if (IsPassing)
            return;
        IsPassing = true;
        response.PassThrough();
    }

    /// <summary>Gives the buffer back. Nothing is written afterwards.</summary>
    public void Release()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _length) = ([], 0);
    }

    private bool TryHold(ReadOnlySpan<byte> buffer)
    {
        if (IsPassing)
            return false;
        if (buffer.Length > response.Policy.BodyLimit - _length)
        {
            Pass();
            return false;
        }
        if (buffer.Length > _bytes.Length - _length)
            Grow(_length + buffer.Length);
        buffer.CopyTo(_bytes.AsSpan(_length));
        _length += buffer.Length;
        return true;
    }

    private void Grow(int least)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(least, Math.Min(2L * _bytes.Length, response.Policy.BodyLimit)));
        Held.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private ReadOnlyMemory<byte> Drain()
    {
        var held = Held;
        _length = 0;
        return held;
    }

    private async ValueTask DrainAndWriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await inner.WriteAsync(Drain(), cancellationToken).ConfigureAwait(false);
        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    private async Task FlushAllAsync(CancellationToken cancellationToken)
    {
        if (_length > 0)
            await inner.WriteAsync(Drain(), cancellationToken).ConfigureAwait(false);
        await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
