using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cache;
using Microsoft.Extensions.DependencyInjection;
using ProtoBuf;

namespace Shop;

public static class SerializationLines
{
    public static void Context(IServiceCollection services)
    {
        // begin: json-context
        services.AddCache().AddMemory().UseJson(ShopJson.Default);
        // end
    }

    public static void Protobuf(IServiceCollection services)
    {
        // begin: protobuf
        services.AddCache().AddMemory().UseProtobuf();
        // end
    }

    public static void Options(IServiceCollection services)
    {
        // begin: json-options
        services.AddCache().AddMemory().UseJson(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });
        services.AddCache().AddMemory().UseSerializer(new PlainNumbers());
        // end
    }
}

[JsonSerializable(typeof(int[]))]
internal sealed partial class ShopJson : JsonSerializerContext;

internal sealed class PlainNumbers : ICacheSerializer
{
    public void Serialize<T>(T value, IBufferWriter<byte> target) => target.Write(BitConverter.GetBytes((long)(object)value!));

    public T Deserialize<T>(ReadOnlySpan<byte> payload) => (T)(object)BitConverter.ToInt64(payload);
}

// begin: protobuf-contract
[ProtoContract]
public sealed class Parcel
{
    [ProtoMember(1)]
    public string Address { get; set; } = "";

    [ProtoMember(2)]
    public decimal Weight { get; set; }
}
// end
