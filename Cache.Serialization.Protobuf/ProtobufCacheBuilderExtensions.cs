using Cache;
using ProtoBuf.Meta;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses Protocol Buffers for the values of the shared tier.</summary>
public static class ProtobufCacheBuilderExtensions
{
    /// <summary>Writes values in Protocol Buffers, by protobuf-net.</summary>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <param name="model">The model that knows the types. The default is <see langword="null"/>: protobuf-net's own, which finds contracts by attributes.</param>
    /// <returns>The builder.</returns>
    /// <remarks>All nodes must choose alike: bytes of another serializer are a miss.</remarks>
    public static CacheBuilder UseProtobuf(this CacheBuilder builder, RuntimeTypeModel? model = null) => builder.UseSerializer(new ProtobufCacheSerializer(model));
}
