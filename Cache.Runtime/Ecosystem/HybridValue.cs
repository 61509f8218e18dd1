using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;

namespace Cache.Ecosystem;

/// <summary>What a key of the HybridCache holds, whatever the type of its value: an instance that all callers may have, or bytes that each caller gets an instance of its own from.</summary>
/// <remarks>
/// One cache for values of all types, because a key is removed without its type. The bytes begin with the type (<see cref="HybridForm{T}"/>), so that a caller who asks for another one is told that there is none.
/// Bytes that came from the shared tier become an instance at the first read, where their type cannot be changed; two threads that both make one make equal ones.
/// </remarks>
internal sealed class HybridValue
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private Instance? _instance;

    private HybridValue(Instance? instance, ReadOnlyMemory<byte> bytes)
    {
        _instance = instance;
        _bytes = bytes;
    }

    /// <summary>What it holds in memory, in bytes; of an instance an estimate, but for strings.</summary>
    public long Size => _bytes.IsEmpty ? _instance!.Size : _bytes.Length;

    /// <summary>A value whose type cannot be changed.</summary>
    public static HybridValue Of<T>(T value, HybridForm<T> form) => new(new Instance<T>(value, form), default);

    /// <summary>A value as bytes, its type in front.</summary>
    public static HybridValue OfBytes(ReadOnlyMemory<byte> bytes) => new(null, bytes);

    /// <summary>The instance that all callers may have; there is none of a type that can be changed.</summary>
    public bool TryShare<T>([MaybeNullWhen(false)] out T value)
    {
        if (Volatile.Read(ref _instance) is Instance<T> instance)
        {
            value = instance.Value;
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>The value for one caller.</summary>
    /// <returns>False where it is of another type, or its bytes cannot be read.</returns>
    public bool TryRead<T>(HybridForm<T> form, [MaybeNullWhen(false)] out T value)
    {
        if (TryShare(out value))
            return true;
        if (!form.TryRead(_bytes, out value))
            return false;
        if (HybridForm<T>.IsShared)
            Volatile.Write(ref _instance, new Instance<T>(value, form));
        return true;
    }

    private void WriteTo(IBufferWriter<byte> target)
    {
        if (_bytes.IsEmpty)
            _instance!.WriteTo(target);
        else
            target.Write(_bytes.Span);
    }

    private abstract class Instance
    {
        public abstract long Size { get; }

        public abstract void WriteTo(IBufferWriter<byte> target);
    }

    private sealed class Instance<T>(T value, HybridForm<T> form) : Instance
    {
        public T Value => value;

        public override long Size => value is string text ? ObjectSize.Of(text) : ObjectSize.Inline<T>() + (typeof(T).IsValueType ? 0 : ObjectSize.Estimate);

        public override void WriteTo(IBufferWriter<byte> target) => form.Write(value, target);
    }

    /// <summary>Writes such values to the shared tier, and reads them: their own bytes.</summary>
    internal sealed class Serializer : ICacheSerializer
    {
        public void Serialize<T>(T value, IBufferWriter<byte> target)
        {
            if (value is HybridValue held)
                held.WriteTo(target);
        }

        public T Deserialize<T>(ReadOnlySpan<byte> payload) => (T)(object)OfBytes(payload.ToArray());
    }
}
