using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cache.Responses;

/// <summary>What tells the responses of one route apart, as text.</summary>
/// <remarks>
/// The text is injective: <c>scheme://host/path?query#rest</c>, each name and value escaped, so that no value can pose as two. Paths keep their case. The order of query parameters does not
/// matter, that of the values of one does.
/// </remarks>
internal sealed class ResponseKeys(CacheResponseOptions options)
{
    private readonly bool _allQuery = options.VaryByQuery is ["*"];
    private readonly string[] _query = [.. options.VaryByQuery.Select(static name => name.ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal)];
    private readonly string[] _headers = [.. options.VaryByHeader];
    private readonly string[] _route = [.. options.VaryByRoute];
    private readonly ResponseUsers _users = options.Users;
    private readonly Func<HttpContext, string?>? _value = options.VaryByValue;
    private readonly bool _isAddress = options is { VaryByQuery: [] or ["*"], VaryByHeader: [], VaryByRoute: [], VaryByValue: null };

    /// <summary>The key of a request; null where its response is for nobody else.</summary>
    /// <param name="http">The request.</param>
    /// <param name="who">What <see cref="TryWho"/> gave.</param>
    public string Of(HttpContext http, string who)
    {
        var request = http.Request;
        // most requests: the same text by one concatenation
        if (_isAddress && !(_allQuery && request.QueryString.HasValue))
            return $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}#{who}";
        var key = new StringBuilder(64);
        key.Append(request.Scheme).Append("://").Append(request.Host.ToUriComponent()).Append(request.PathBase.ToUriComponent()).Append(request.Path.ToUriComponent());
        if (_allQuery)
        {
            foreach (var (name, values) in request.Query.Select(static pair => (Name: pair.Key.ToUpperInvariant(), pair.Value)).OrderBy(static pair => pair.Name, StringComparer.Ordinal))
                Append(key, '?', name, values);
        }
        else
        {
            foreach (var name in _query)
                Append(key, '?', name, request.Query[name]);
        }
        key.Append('#');
        foreach (var name in _headers)
            Append(key, 'h', name, request.Headers[name]);
        foreach (var name in _route)
            Append(key, 'r', name, Convert.ToString(request.RouteValues[name], CultureInfo.InvariantCulture));
        if (_value is not null)
            Append(key, 'v', "", _value(http));
        return key.Append(who).ToString();
    }

    /// <summary>Whom the response is for beside its address: the user, where each has their own, and the ambient values of all keys.</summary>
    /// <param name="http">The request.</param>
    /// <param name="parts">The ambient values that the keys of all caches begin with.</param>
    /// <param name="who">The text; empty where the response is for everybody.</param>
    /// <returns>False where nobody else may be given the response.</returns>
    public bool TryWho(HttpContext http, ICacheKeyPart[] parts, out string who)
    {
        who = "";
        var isAuthenticated = http.User.Identity?.IsAuthenticated == true;
        if (_users == ResponseUsers.Anonymous && (isAuthenticated || http.Request.Headers.Authorization.Count > 0))
            return false;
        if (parts.Length == 0 && _users != ResponseUsers.PerUser)
            return true;
        var text = new StringBuilder();
        foreach (var part in parts)
            Append(text, 'p', part.Name, part.Value);
        if (_users == ResponseUsers.PerUser && !TryAppendUser(text, http, isAuthenticated))
            return false;
        who = text.ToString();
        return true;
    }

    private static bool TryAppendUser(StringBuilder text, HttpContext http, bool isAuthenticated)
    {
        // credentials that nobody has looked at
        if (!isAuthenticated)
            return http.Request.Headers.Authorization.Count == 0;
        if ((http.User.FindFirst(ClaimTypes.NameIdentifier) ?? http.User.FindFirst("sub"))?.Value is { Length: > 0 } id)
            Append(text, 'i', http.User.Identity!.AuthenticationType ?? "", id);
        else if (http.User.Identity!.Name is { Length: > 0 } name)
            Append(text, 'n', http.User.Identity.AuthenticationType ?? "", name);
        else
            return false;
        return true;
    }

    // a name without a value is not one with an empty value
    private static void Append(StringBuilder text, char kind, string name, StringValues values)
    {
        text.Append('&').Append(kind).Append(Uri.EscapeDataString(name));
        foreach (var value in values)
        {
            text.Append('=');
            if (!string.IsNullOrEmpty(value))
                text.Append(Uri.EscapeDataString(value));
        }
    }
}
