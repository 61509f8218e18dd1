using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cache;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses how values are written to the shared tier. Without a choice it is <see cref="JsonCacheSerializer"/> with its default options.</summary>
/// <remarks>All nodes must choose alike: bytes of another serializer are a miss.</remarks>
public static class SerializerCacheBuilderExtensions
{
    /// <summary>Uses a serializer of the application's own.</summary>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <param name="serializer">The serializer; called from many threads at once.</param>
    /// <returns>The builder.</returns>
    public static CacheBuilder UseSerializer(this CacheBuilder builder, ICacheSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(serializer);
        builder.Services.Replace(ServiceDescriptor.Singleton(serializer));
        return builder;
    }

    /// <summary>Uses JSON with options of the application's own.</summary>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <param name="options">The options; not changed afterwards.</param>
    /// <returns>The builder.</returns>
    public static CacheBuilder UseJson(this CacheBuilder builder, JsonSerializerOptions options) => builder.UseSerializer(new JsonCacheSerializer(options));

    /// <summary>Uses JSON with source-generated metadata: <c>UseJson(ShopJsonContext.Default)</c>.</summary>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <param name="metadata">A source-generated context, or several combined by <c>JsonTypeInfoResolver.Combine</c>.</param>
    /// <returns>The builder.</returns>
    public static CacheBuilder UseJson(this CacheBuilder builder, IJsonTypeInfoResolver metadata) => builder.UseSerializer(new JsonCacheSerializer(metadata));
}
