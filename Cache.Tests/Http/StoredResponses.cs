using Cache.Responses;

namespace Cache.Tests.Http;

/// <summary>The entries of cached responses, as the engine has them.</summary>
internal static class StoredResponses
{
    public static async Task ForgetResponsesAsync(this ICache cache) => await ResponseEntries.Definition.OpenIn(cache).InvalidateAllAsync();
}
