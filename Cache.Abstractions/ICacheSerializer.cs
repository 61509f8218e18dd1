using System.Buffers;

namespace Cache;

/// <summary>Turns values into the bytes that the shared tier keeps, and back. Called from many threads at once; never with null.</summary>
/// <remarks>
/// What either member throws never reaches the caller of a cached method: a value that cannot be written is not shared, bytes that cannot be read are a miss, and both
/// are logged. Strings, <c>byte[]</c> and <c>ReadOnlyMemory&lt;byte&gt;</c> as the whole value are stored as they are, without the serializer.
/// </remarks>
public interface ICacheSerializer
{
    /// <summary>Writes a value.</summary>
    /// <typeparam name="T">The type that the cached method returns (without the task).</typeparam>
    /// <param name="value">The value; not null.</param>
    /// <param name="target">Takes the bytes. It throws when they become more than the largest value that may be shared; let that pass.</param>
    void Serialize<T>(T value, IBufferWriter<byte> target);

    /// <summary>Reads a value.</summary>
    /// <typeparam name="T">The type that the cached method returns (without the task).</typeparam>
    /// <param name="payload">The bytes, as written by some version of the application with this serializer; or by another one. Not valid after the call.</param>
    /// <returns>The value. It shares nothing with <paramref name="payload"/>.</returns>
    /// <exception cref="Exception">The bytes are not those of a <typeparamref name="T"/>; any exception says so.</exception>
    T Deserialize<T>(ReadOnlySpan<byte> payload);
}
