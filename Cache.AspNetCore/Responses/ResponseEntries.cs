using Cache.CompilerServices;

namespace Cache.Responses;

/// <summary>The cache of the responses of all routes: one of a container's caches as any other, named <c>http-responses</c> in configuration, metrics and keys.</summary>
internal static class ResponseEntries
{
    // each entry is given its own Ttl. What would load an entry without a request is off: only a request can
    public static ManualCacheDefinition<ResponseKey, ResponseKey, byte[]?> Definition { get; } = new()
    {
        Name = "http-responses",
        Declaration = "Cache.AspNetCore.AddHttpResponses",
        Parameters = ["request"],
        RefreshAhead = 0,
        KeepWarm = "0s",
        Timeout = "0s",
        FailSafe = "0s",
        CacheErrorsFor = "0s",
        WriteKey = static (ResponseKey key, ref KeyWriter text) => text.Append(key.Text),
        Tags = static key => key.Tags,
        ToKey = static key => key,
        Load = ManualCacheDefinition<ResponseKey, ResponseKey, byte[]?>.RunFactory,
        Size = static (key, response) => ObjectSize.Inline<ResponseKey>() + ObjectSize.Of(key.Text) + ObjectSize.Of(response),
    };
}
