using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cache.Responses.Validators;

/// <summary>The conditions of a request, held against a response that was made just now (RFC 9110, 13.2.2). Against a stored one the framework does it.</summary>
internal static class Conditions
{
    public static bool Has(IHeaderDictionary request) => request.IfNoneMatch.Count > 0 || request.IfModifiedSince.Count > 0;

    public static bool IsNotModified(IHeaderDictionary request, IHeaderDictionary response)
    {
        // where there is a tag to compare, dates do not count
        if (!StringValues.IsNullOrEmpty(request.IfNoneMatch))
            return Preconditions.IsAmong(request.IfNoneMatch, response.ETag.ToString(), isStrong: false);
        return HeaderUtilities.TryParseDate(response.LastModified.ToString(), out var modified)
            && HeaderUtilities.TryParseDate(request.IfModifiedSince.ToString(), out var since)
            && modified <= since;
    }
}
