using Cache;

namespace Shop;

// begin: key-members
public sealed record OrderFilter([CacheKey] string Tenant, [CacheKey] int Page, string? TraceId);
// end

// begin: key-type
[CacheKey]
public readonly record struct Sku(int Family, int Number) : ISpanFormattable
{
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite(provider, $"{Family}-{Number}", out charsWritten);

    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(formatProvider, $"{Family}-{Number}");
}
// end
