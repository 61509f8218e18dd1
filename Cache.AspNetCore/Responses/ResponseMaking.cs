using System.Runtime.CompilerServices;
using Cache.Responses.Bodies;
using Cache.Responses.Validators;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Responses;

/// <summary>Runs the handler of a cached route with its body held back, so that the tag of the body stands in the head that is sent, and stored, with it.</summary>
/// <remarks>
/// Output caching writes the head down at the first byte. So the body is held inside of it, next to the handler: the endpoint of the request is exchanged for one that does so. Each
/// endpoint has one such twin, with the same metadata.
/// </remarks>
internal static class ResponseMaking
{
    private static readonly ConditionalWeakTable<Endpoint, Endpoint> s_twins = [];

    /// <summary>The handler is to run. Called before output caching puts its own body in: what drops a body that the client has stands outside of that, and what holds one back inside.</summary>
    public static void PutAround(HttpContext http, ResponseOfRequest response)
    {
        http.Features.Set(response);
        ConditionalBody.PutBefore(http);
        if (http.GetEndpoint() is { RequestDelegate: not null } endpoint)
            http.SetEndpoint(s_twins.GetValue(endpoint, static endpoint => TwinOf(endpoint)));
    }

    private static Endpoint TwinOf(Endpoint endpoint)
    {
        var handler = endpoint.RequestDelegate!;
        RequestDelegate making = http => http.Features.Get<ResponseOfRequest>() is { } response && !http.Response.HasStarted
            ? RunAsync(http, handler, response)
            : handler(http);
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(making, route.RoutePattern, route.Order, route.Metadata, route.DisplayName)
            : new Endpoint(making, endpoint.Metadata, endpoint.DisplayName);
    }

    private static async Task RunAsync(HttpContext http, RequestDelegate handler, ResponseOfRequest response)
    {
        var outer = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        RefuseBetween(http, outer, response);
        var body = new HeldBody(outer.Stream, response);
        var feature = new HeldBodyFeature(body, outer);
        http.Features.Set<IHttpResponseBodyFeature>(feature);
        try
        {
            await RunNotedAsync(http, handler, response).ConfigureAwait(false);
            await feature.CompleteAsync().ConfigureAwait(false);
        }
        catch
        {
            // one whose client has left says nothing of the handler: those that wait try again
            response.Pending?.Close(tryAgain: http.RequestAborted.IsCancellationRequested);
            throw;
        }
        finally
        {
            http.Features.Set(outer);
        }
        if (!body.IsPassing)
            response.Complete(body.Held.Span);
        if (body.Held.Length > 0)
            await outer.Stream.WriteAsync(body.Held, http.RequestAborted).ConfigureAwait(false);
        body.Release();
    }

    // what the handler reads of cached methods, its response has been made of. Not in the caller: what is ambient goes back with the end of this method
    private static async Task RunNotedAsync(HttpContext http, RequestDelegate handler, ResponseOfRequest response)
    {
        if (response.Pending?.Reads is { } reads)
            response.Reads!.Enter(reads);
        await handler(http).ConfigureAwait(false);
    }

    // what stands between output caching and the handler may change the body by things that the key does not know, as compression does by Accept-Encoding
    private static void RefuseBetween(HttpContext http, IHttpResponseBodyFeature outer, ResponseOfRequest response)
    {
        if (!response.IsMaker || outer.Stream.GetType().Assembly == typeof(OutputCacheContext).Assembly)
            return;
        http.RequestServices.GetRequiredService<ResponseStore>().SaysBetween(outer.Stream.GetType());
        response.Refuse();
    }
}
