using System.Diagnostics;
using System.Globalization;

namespace Cache.Tests.Worker;

/// <summary>What a process does with a rate limit: takes all that it gets for a time.</summary>
internal sealed class LimitWork(ICacheRateLimits limits)
{
    private const int Callers = 4;

    /// <summary>Answers how many were allowed and which were refused, each as <c>began:ended:retry-after</c>: two timestamps and microseconds.</summary>
    public async Task TakeAsync(string id, string key, TimeSpan window, int limit, TimeSpan duration)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var callers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => TakeAsync(key, window, limit, until)));
        Answers.Write($"done {id} 0 0 {callers.Sum(static one => one.Allowed)} {string.Join(' ', callers.SelectMany(static one => one.Refused))}".TrimEnd());
    }

    private async Task<(int Allowed, List<string> Refused)> TakeAsync(string key, TimeSpan window, int limit, long until)
    {
        var allowed = 0;
        var refused = new List<string>();
        while (Stopwatch.GetTimestamp() < until)
        {
            var began = Stopwatch.GetTimestamp();
            var result = await limits.CheckAsync(key, limit, window);
            var ended = Stopwatch.GetTimestamp();
            if (!result.IsCounted)
                throw new InvalidOperationException("The server is away.");
            if (result.Allowed)
            {
                allowed++;
                continue;
            }
            refused.Add(string.Create(CultureInfo.InvariantCulture, $"{began}:{ended}:{result.RetryAfter.TotalMicroseconds:F0}"));
            await Task.Delay(Random.Shared.Next(5, 25));
        }
        return (allowed, refused);
    }
}
