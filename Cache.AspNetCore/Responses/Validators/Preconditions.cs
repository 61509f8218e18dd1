using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cache.Responses.Validators;

/// <summary>The conditions of a write, held against the response to a GET that is stored (RFC 9110, 13.2.2).</summary>
internal static class Preconditions
{
    public static bool Has(IHeaderDictionary request) => request.IfMatch.Count > 0 || request.IfUnmodifiedSince.Count > 0 || request.IfNoneMatch.Count > 0;

    /// <summary>Whether the request asks for what can hold only of a response that is known.</summary>
    public static bool NeedsKnown(IHeaderDictionary request) => request.IfMatch.Count > 0 || HeaderUtilities.TryParseDate(request.IfUnmodifiedSince.ToString(), out _);

    /// <summary>Whether the write may go on.</summary>
    public static bool Hold(IHeaderDictionary request, string? tag, string? modified)
    {
        var isMatched = request.IfMatch.Count > 0 ? IsAmong(request.IfMatch, tag, isStrong: true) : IsUnmodified(request.IfUnmodifiedSince, modified);
        return isMatched && (request.IfNoneMatch.Count == 0 || !IsAmong(request.IfNoneMatch, tag, isStrong: false));
    }

    /// <summary>Whether a tag is among those of a header; <c>*</c> is any.</summary>
    public static bool IsAmong(StringValues known, string? tag, bool isStrong)
    {
        if (known is ["*"])
            return true;
        return EntityTagHeaderValue.TryParse(tag, out var own)
            && EntityTagHeaderValue.TryParseList(known, out var tags)
            && tags.Any(other => own.Compare(other, isStrong));
    }

    // a date that is none is ignored, and without one of the resource there is nothing to compare (RFC 9110, 13.1.4)
    private static bool IsUnmodified(StringValues since, string? modified) =>
        !HeaderUtilities.TryParseDate(since.ToString(), out var limit) || !HeaderUtilities.TryParseDate(modified, out var changed) || changed <= limit;
}
