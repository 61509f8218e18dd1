using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cache.Responses.Validators;

/// <summary>The entity tags that bodies are given.</summary>
/// <remarks>
/// A tag is strong: 128 bits of the body's SHA-256. It is made of the body as the handler wrote it. When a middleware outside encodes that (compression), two bodies would have one strong tag,
/// so it is made weak as the head is sent (RFC 9110, 8.8.3.3); a 304 has it in the form that the client sent.
/// </remarks>
internal static class EntityTags
{
    private const int Bytes = 16;

    // tells the tags made here from those of handlers, which are not touched
    private const string Start = "\"c.";

    public static string Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return $"{Start}{Base64Url.EncodeToString(hash[..Bytes])}\"";
    }

    /// <summary>Makes the tag of a response weak where its body has been encoded since the tag was made.</summary>
    public static void Weaken(HttpContext http)
    {
        var headers = http.Response.Headers;
        if (headers.ETag is not [{ } tag] || !tag.StartsWith(Start, StringComparison.Ordinal))
            return;
        var isWeak = http.Response.StatusCode == StatusCodes.Status304NotModified
            ? http.Request.Headers.IfNoneMatch.ToString().Contains("W/" + tag, StringComparison.Ordinal)
            : !StringValues.IsNullOrEmpty(headers.ContentEncoding);
        if (isWeak)
            headers.ETag = "W/" + tag;
    }
}
