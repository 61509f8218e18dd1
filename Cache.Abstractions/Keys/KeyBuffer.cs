using System.Buffers;

namespace Cache.CompilerServices;

// text that grows: on the caller's stack while it is short, then in a pooled array
internal ref struct KeyBuffer
{
    private Span<char> _chars;
    private char[]? _rented;

    public KeyBuffer(Span<char> initial) => _chars = initial;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<char> Text => _chars[..Length];

    /// <summary>The room behind the text; what is written there counts once <see cref="Advance"/> has been called.</summary>
    public readonly Span<char> Free => _chars[Length..];

    public void Append(char value)
    {
        if (Length == _chars.Length)
            Grow(1);
        _chars[Length++] = value;
    }

    public void Append(scoped ReadOnlySpan<char> text)
    {
        if (text.Length > _chars.Length - Length)
            Grow(text.Length);
        text.CopyTo(_chars[Length..]);
        Length += text.Length;
    }

    public void Advance(int count) => Length += count;

    public void RemoveLast() => Length--;

    public void Grow(int needed)
    {
        var grown = ArrayPool<char>.Shared.Rent(Math.Max(checked(Length + needed), (int)Math.Min(Math.Max(256, 2L * _chars.Length), Array.MaxLength)));
        Text.CopyTo(grown);
        Return();
        _chars = _rented = grown;
    }

    public void Return()
    {
        var rented = _rented;
        _rented = null;
        _chars = default;
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
    }
}
