using System.Globalization;
using System.Text;

namespace Cache.Responses;

/// <summary>What clients are told of the responses of one route, written once.</summary>
internal sealed class ClientCaching
{
    /// <summary>What a client may keep and must not use without asking; no one else may keep it.</summary>
    public const string NotShared = "private, no-cache";

    private ClientCaching(string text) => Text = text;

    /// <summary>The value of the header.</summary>
    public string Text { get; }

    public static ClientCaching Of(CacheResponseOptions options, TimeSpan ttl)
    {
        if (options.NoStore)
            return new("no-store");
        var isPrivate = options.Users == ResponseUsers.PerUser || options.VaryByValue is not null;
        var text = new StringBuilder(isPrivate ? "private" : "public");
        var client = options.ClientTtl is null ? ttl : Durations.Parse(options.ClientTtl, nameof(options.ClientTtl), least: TimeSpan.Zero);
        if (client == TimeSpan.Zero)
            text.Append(", no-cache");
        else
            Append(text, "max-age", client);
        if (!isPrivate)
            Append(text, "s-maxage", options.SharedTtl, nameof(options.SharedTtl));
        Append(text, "stale-while-revalidate", options.StaleWhileRevalidate, nameof(options.StaleWhileRevalidate));
        Append(text, "stale-if-error", options.StaleIfError, nameof(options.StaleIfError));
        if (options.Immutable)
            text.Append(", immutable");
        return new(text.ToString());
    }

    private static void Append(StringBuilder text, string directive, string? duration, string name)
    {
        if (duration is not null)
            Append(text, directive, Durations.Parse(duration, name, least: TimeSpan.Zero));
    }

    // whole seconds, cut off: never longer than what was said. RFC 9111 section 1.2.2 knows none above 2^31
    private static void Append(StringBuilder text, string directive, TimeSpan duration)
    {
        var seconds = duration == Timeout.InfiniteTimeSpan ? int.MaxValue : Math.Min(int.MaxValue, duration.Ticks / TimeSpan.TicksPerSecond);
        text.Append(", ").Append(directive).Append('=').Append(seconds.ToString(CultureInfo.InvariantCulture));
    }
}
