using System.Buffers;
using System.Runtime.CompilerServices;

namespace Cache.Engine;

/// <summary>Whether two values are the same: by their own equality, or by the bytes that stand for them in the shared tier, which is all that another node could compare.</summary>
internal sealed class ValueEquality<TValue>(ICacheSerializer serializer)
{
    public bool AreEqual(TValue one, TValue other)
    {
        if (EqualityComparer<TValue>.Default.Equals(one, other))
            return true;
        if (one is null || other is null || !RuntimeHelpers.IsReferenceOrContainsReferences<TValue>())
            return false;
        return (one, other) switch
        {
            // as whole values these are stored as they are, and no serializer has to know them
            (string, string) => false,
            (byte[] bytes, byte[] others) => bytes.AsSpan().SequenceEqual(others),
            (ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> others) => bytes.Span.SequenceEqual(others.Span),
            _ => Bytes(one) is { } bytes && Bytes(other) is { } others && bytes.WrittenSpan.SequenceEqual(others.WrittenSpan),
        };
    }

    // null for one that the serializer cannot write, which is never shared either: its own equality has said all there is
    private ArrayBufferWriter<byte>? Bytes(TValue value)
    {
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            serializer.Serialize(value, buffer);
            return buffer;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return null;
        }
    }
}
