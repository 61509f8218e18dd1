using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ProtoBuf.Meta;

namespace Cache;

/// <summary>Values in Protocol Buffers, by protobuf-net: smaller than JSON.</summary>
/// <remarks>
/// <para>
/// A type has a contract (<c>[ProtoContract]</c> with numbered members, or <c>[DataContract]</c>), was added to the model, or is one that protobuf-net knows, as numbers, tuples, lists and dictionaries are.
/// A value of any other is not shared, and the log says so with the name of the type.
/// </para>
/// <para>
/// Protocol Buffers take nearly any bytes for a message with members that they do not know. So a byte stands in front that neither a message nor JSON begins with: what another serializer has written is refused.
/// </para>
/// </remarks>
public sealed class ProtobufCacheSerializer : ICacheSerializer
{
    // no field of a message has the number 0
    private const byte Mark = 0;

    private readonly RuntimeTypeModel _model;

    /// <summary>Uses the application's model.</summary>
    /// <param name="model">The model; <see langword="null"/> is protobuf-net's default one, which finds contracts by attributes.</param>
    public ProtobufCacheSerializer(RuntimeTypeModel? model = null) => _model = model ?? RuntimeTypeModel.Default;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The type, or one of its members, has no contract.</exception>
    public void Serialize<T>(T value, IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.GetSpan(1)[0] = Mark;
        target.Advance(1);
        try
        {
            _model.Serialize(target, value);
        }
        catch (InvalidOperationException failure)
        {
            ThrowNoContract(typeof(T), failure);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes were not written by this serializer.</exception>
    /// <exception cref="NotSupportedException">The type, or one of its members, has no contract.</exception>
    public T Deserialize<T>(ReadOnlySpan<byte> payload)
    {
        if (payload is not [Mark, .. var message])
            throw new InvalidDataException("The bytes are not those of ProtobufCacheSerializer: another node, or an earlier version of the application, writes with another serializer.");
        try
        {
            return _model.Deserialize<T>(message);
        }
        catch (InvalidOperationException failure)
        {
            ThrowNoContract(typeof(T), failure);
            return default;
        }
    }

    [DoesNotReturn]
    private static void ThrowNoContract(Type type, Exception failure) => throw new NotSupportedException(
        $"protobuf-net cannot write or read the type {type}: {failure.Message} Give it, and the types of its members, [ProtoContract] and [ProtoMember(number)], or add it to the RuntimeTypeModel that is passed to " +
        "services.AddCache().UseProtobuf(model).", failure);
}
