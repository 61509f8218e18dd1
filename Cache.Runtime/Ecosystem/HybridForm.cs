using System.Buffers;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Cache.CompilerServices;
using Cache.Telemetry;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Logging;

namespace Cache.Ecosystem;

/// <summary>How the values of one type are written to bytes and read again in one container: the type, a zero, whether there is a value, the value.</summary>
/// <param name="serializer">The application's own for the type; null where it has none.</param>
/// <param name="others">The serializer of the container.</param>
/// <param name="log">Where it is told once that bytes cannot be read.</param>
internal sealed class HybridForm<T>(IHybridCacheSerializer<T>? serializer, ICacheSerializer others, ILogger log)
{
    private const byte Null = 0;
    private const byte Value = 1;

    private static readonly byte[] s_head = [.. Encoding.UTF8.GetBytes(TypeText.Of(typeof(T))), 0];

    private bool _toldOfUnreadable;

    /// <summary>Whether all callers may have one instance: strings, values without references, and sealed types that say by <see cref="ImmutableObjectAttribute"/> that they cannot be changed.</summary>
    public static bool IsShared { get; } = IsImmutable(typeof(T)) || !RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    /// <summary>What is kept of a value.</summary>
    /// <exception cref="InvalidOperationException">It has to be written to bytes, and cannot be.</exception>
    public HybridValue Keep(T value)
    {
        if (IsShared || value is null)
            return HybridValue.Of(value, this);
        var bytes = new ArrayBufferWriter<byte>();
        try
        {
            Write(value, bytes);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Throw.NotKept(typeof(T), failure);
        }
        return HybridValue.OfBytes(bytes.WrittenMemory);
    }

    public void Write(T value, IBufferWriter<byte> target)
    {
        target.Write(s_head);
        target.Write([value is null ? Null : Value]);
        if (value is null)
            return;
        if (serializer is not null)
            serializer.Serialize(value, target);
        else if (value is byte[] bytes && typeof(T) == typeof(byte[]))
            target.Write(bytes);
        else
            others.Serialize(value, target);
    }

    /// <summary>Reads a value.</summary>
    /// <returns>False where the bytes are of another type, or cannot be read: an older or newer version of the application has perhaps written them.</returns>
    public bool TryRead(ReadOnlyMemory<byte> bytes, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (bytes.Length <= s_head.Length || !bytes.Span.StartsWith(s_head))
            return false;
        var payload = bytes[(s_head.Length + 1)..];
        if (bytes.Span[s_head.Length] == Null)
            return default(T) is null;
        try
        {
            value = Read(payload);
            return true;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (!Interlocked.Exchange(ref _toldOfUnreadable, true))
                CacheLog.NotReadable(log, failure, EngineHybridCache.Definition.Name);
            return false;
        }
    }

    private T Read(ReadOnlyMemory<byte> payload)
    {
        if (serializer is not null)
            return serializer.Deserialize(new(payload));
        return typeof(T) == typeof(byte[]) ? (T)(object)payload.ToArray() : others.Deserialize<T>(payload.Span);
    }

    // a type that is not sealed may have a derived one that can be changed
    private static bool IsImmutable(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) || (type.IsSealed && type.GetCustomAttribute<ImmutableObjectAttribute>() is { Immutable: true });
    }
}
