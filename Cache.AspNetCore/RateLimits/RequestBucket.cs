using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cache.RateLimits;

// the bucket of a request, as text: what the application decides stands before what the caller may choose, so that no caller can spell the bucket of another
internal static class RequestBucket
{
    private const int SubscriberBytes = 8;

    public static string Of(HttpContext context, RateLimitBy by)
    {
        var route = by.HasFlag(RateLimitBy.Route) ? RouteOf(context) : "all";
        var caller = by.HasFlag(RateLimitBy.User) ? UserOf(context.User) ?? AddressOf(context) : by.HasFlag(RateLimitBy.Address) ? AddressOf(context) : "all";
        return $"{route}:{caller}";
    }

    private static string RouteOf(HttpContext context) =>
        $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? context.GetEndpoint()?.DisplayName ?? "none"}";

    private static string? UserOf(ClaimsPrincipal user)
    {
        if (user.Identity is not { IsAuthenticated: true } identity)
            return null;
        var name = user.FindFirstValue(ClaimTypes.NameIdentifier) ?? user.FindFirstValue("sub") ?? identity.Name;
        return string.IsNullOrEmpty(name) ? null : $"user:{name}";
    }

    // a caller without an address came over a socket of this machine
    private static string AddressOf(HttpContext context) => $"ip:{(context.Connection.RemoteIpAddress is { } address ? Subscriber(address) : "local")}";

    private static string Subscriber(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        var bytes = address.GetAddressBytes();
        if (bytes.Length <= sizeof(uint) || IPAddress.IsLoopback(address))
            return address.ToString();
        bytes.AsSpan(SubscriberBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
