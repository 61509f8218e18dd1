using System.Buffers;
using System.Runtime.CompilerServices;

namespace Cache.Engine;

/// <summary>Copies values of one type by writing and reading them, with the serializer of the shared tier: what it leaves out of a value is not in its copy.</summary>
internal sealed class ValueCopier<TValue>(ICacheSerializer serializer, string cache)
{
    /// <summary>Copies a value.</summary>
    /// <exception cref="InvalidOperationException">The serializer cannot write the value, or not read it again.</exception>
    public TValue Copy(TValue value)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<TValue>())
            return value;
        switch (value)
        {
            case null or string:
                return value;
            case byte[] bytes when typeof(TValue) == typeof(byte[]):
                return (TValue)bytes.Clone();
        }
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            serializer.Serialize(value, buffer);
            return serializer.Deserialize<TValue>(buffer.WrittenSpan);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return Throw.NotCopied<TValue>(cache, failure);
        }
    }
}
