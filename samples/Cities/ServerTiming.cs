using System.Diagnostics;
using System.Globalization;

namespace Cities;

/// <summary>
/// Tells in the header <c>Server-Timing</c> what a response cost: <c>sql</c> the queries that this request ran and their time in
/// milliseconds, <c>app</c> the time of the whole request, <c>since-start</c> the queries of all requests so far. The developer tools of browsers show it.
/// </summary>
internal sealed class ServerTiming(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context, RequestDatabase database)
    {
        var start = Stopwatch.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            var total = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var (own, all) = (Queries(database.Queries), Queries(database.QueriesSinceStart));
            context.Response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture,
                $"sql;dur={database.Elapsed.TotalMilliseconds:0.00};desc=\"{own}\", app;dur={total:0.00}, since-start;desc=\"{all}\"");
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static string Queries(long count) => count switch { 0 => "no query", 1 => "1 query", _ => $"{count} queries" };
}
