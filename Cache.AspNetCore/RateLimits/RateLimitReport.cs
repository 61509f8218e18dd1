using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Cache.RateLimits;

/// <summary>What the limits of one request answered, written into the headers of its response: <c>RateLimit-Policy</c> and <c>RateLimit</c> as draft-ietf-httpapi-ratelimit-headers (version 09 and later) has them, and <c>Retry-After</c> (RFC 9110, 10.2.3).</summary>
internal sealed class RateLimitReport
{
    private static readonly AsyncLocal<RateLimitReport?> s_current = new();

    // by policy: the middleware asks twice for what it does not get at once
    private readonly Dictionary<string, CacheRateLimitResult> _results = new(StringComparer.Ordinal);

    /// <summary>That of the request whose partition was asked for last in this flow.</summary>
    public static RateLimitReport? Current => s_current.Value;

    public static void Begin(HttpContext context)
    {
        var report = context.Features.Get<RateLimitReport>();
        if (report is null)
        {
            report = new();
            context.Features.Set(report);
            context.Response.OnStarting(static state =>
            {
                var (response, report) = ((HttpResponse, RateLimitReport))state;
                report.Write(response.Headers);
                return Task.CompletedTask;
            }, (context.Response, report));
        }
        s_current.Value = report;
    }

    public void Add(string policy, CacheRateLimitResult result) => _results[policy] = result;

    // what was not counted says nothing, but a refusal says when to come again
    private void Write(IHeaderDictionary headers)
    {
        var counted = _results.Where(static one => one.Value.IsCounted).ToArray();
        if (counted.Length > 0)
        {
            headers["RateLimit-Policy"] = string.Join(", ", counted.Select(static one => $"{Quoted(one.Key)};q={Text(one.Value.Limit)};w={Text(Seconds(one.Value.Window))}"));
            headers["RateLimit"] = string.Join(", ", counted.Select(static one => $"{Quoted(one.Key)};r={Text(one.Value.Remaining)};t={Text(Seconds(one.Value.Allowed ? one.Value.ResetAfter : one.Value.RetryAfter))}"));
        }
        var refused = _results.Values.Where(static one => !one.Allowed).ToArray();
        if (refused.Length > 0)
            headers.RetryAfter = Text(refused.Max(static one => Seconds(one.RetryAfter)));
    }

    // whole seconds, rounded up: who waits so long is not too early
    private static long Seconds(TimeSpan time) => (time.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string policy) => $"\"{policy.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
