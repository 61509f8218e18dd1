using System.Globalization;
using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Reads what a [Cache] says of name, time and groups.</summary>
internal sealed class PolicyParser(AttributeArguments attribute, ProblemList problems)
{
    /// <summary>The cache's name: the one given, or that of the declaration, which may hold letters that a cache name may not.</summary>
    public string Name(string otherwise, Location member)
    {
        var name = attribute.Text("Name") ?? otherwise;
        if (!IsName(name))
        {
            var place = attribute.Text("Name") is null ? member : attribute.LocationOf("Name");
            problems.Add(new CacheProblem(CacheDiagnostics.BadName, place, [name])
            {
                Properties = [(ProblemProperties.SuggestedName, Suggestion(name))],
            });
        }
        return name;
    }

    public PolicyModel Policy(string name, KeyModel key, EquatableArray<TagModel> tags, EquatableArray<string> varyBy, string declaration)
    {
        var ttl = Duration("Ttl", allowsNever: true, out var ttlText);
        var jitter = Duration("Jitter", allowsNever: false, out var jitterText);
        if (ttl is not null && jitter is not null)
        {
            if (ttl == Timeout.InfiniteTimeSpan)
                problems.Add(CacheDiagnostics.JitterWithoutExpiry, attribute.LocationOf("Jitter"));
            else if (jitter >= ttl)
                problems.Add(CacheDiagnostics.JitterTooLarge, attribute.LocationOf("Jitter"), jitterText!, ttlText ?? "5m");
        }
        var localTtl = Duration("LocalTtl", allowsNever: true, out var localTtlText);
        if (ttl is not null && localTtl is not null && localTtl != Timeout.InfiniteTimeSpan && ttl != Timeout.InfiniteTimeSpan && localTtl > ttl)
            problems.Add(CacheDiagnostics.LocalTtlTooLong, attribute.LocationOf("LocalTtl"), localTtlText!, ttlText ?? "5m");
        return new(
            name, ttlText, jitterText, localTtlText, Upkeep(key, ttl, ttlText), Failure(), attribute.Flag("CacheNull"), attribute.Flag("Copy") ?? false, attribute.Flag("Enabled"), attribute.Flag("Sensitive"), Groups(key, declaration), tags,
            varyBy, attribute.Flag("VaryByDefaults") ?? true);
    }

    public static bool IsName(string name) =>
        name.Length > 0 && name.All(letter => letter is >= 'A' and <= 'Z' or >= 'a' and <= 'z' or >= '0' and <= '9' or '.' or '_' or '-');

    private UpkeepModel Upkeep(KeyModel key, TimeSpan? ttl, string? ttlText)
    {
        var sliding = Duration("SlidingTtl", allowsNever: false, out var slidingText);
        if (sliding is not null && ttl is not null && ttl != Timeout.InfiniteTimeSpan && sliding >= ttl)
            problems.Add(CacheDiagnostics.SlidingTtlTooLong, attribute.LocationOf("SlidingTtl"), slidingText!, ttlText ?? "5m");
        Duration("KeepWarm", allowsNever: false, out var keepWarm);
        if (keepWarm is not null && key.Parameters.FirstOrDefault(parameter => parameter.Role == ParameterRole.Ignored) is { } ignored)
            problems.Add(CacheDiagnostics.KeepWarmArgument, attribute.LocationOf("KeepWarm"), ignored.Name);
        var ahead = attribute.Factor("RefreshAhead");
        if (ahead is { } factor && !(factor >= 0 && factor <= 100))
            problems.Add(CacheDiagnostics.RefreshAheadRange, attribute.LocationOf("RefreshAhead"), factor.ToString(CultureInfo.InvariantCulture));
        return new(slidingText, ahead, keepWarm);
    }

    private FailurePolicyModel Failure()
    {
        Duration("FailSafe", allowsNever: true, out var failSafe);
        Duration("FailSafeBackoff", allowsNever: false, out var backoff);
        var soft = Duration("Timeout", allowsNever: false, out var softText);
        var hard = Duration("HardTimeout", allowsNever: false, out var hardText);
        Duration("CacheErrorsFor", allowsNever: false, out var errors);
        if (soft >= hard)
            problems.Add(CacheDiagnostics.TimeoutTooLong, attribute.LocationOf("Timeout"), softText!, hardText!);
        return new(failSafe, backoff, softText, hardText, errors);
    }

    // what a duration is when it is not written is the library's default; only Ttl has one that jitter is compared with
    private TimeSpan? Duration(string setting, bool allowsNever, out string? text)
    {
        text = attribute.Text(setting);
        if (text is null)
            return setting == "Ttl" ? TimeSpan.FromMinutes(5) : null;
        var isRead = CacheDuration.TryParse(text, out var duration);
        if (!isRead || (duration == Timeout.InfiniteTimeSpan && !allowsNever))
            problems.Add(CacheDiagnostics.BadDuration, attribute.LocationOf(setting), text, setting, allowsNever ? ", or \"never\"" : "");
        else if (duration == TimeSpan.Zero)
            problems.Add(CacheDiagnostics.DurationNotPositive, attribute.LocationOf(setting), setting, text);
        else
            return duration;
        return null;
    }

    private EquatableArray<int> Groups(KeyModel key, string declaration)
    {
        var keys = key.Parameters.Where(parameter => parameter.Role == ParameterRole.Key).Select(parameter => parameter.Name).ToList();
        var groups = new SortedSet<int>();
        foreach (var (name, location) in attribute.Texts("Groups"))
        {
            var position = keys.IndexOf(name);
            var wrong = position < 0 ? $"it is no parameter of the key. Those are: {string.Join(", ", keys)}"
                : keys.Count == 1 ? "it is the only parameter of the key, so InvalidateAsync does the same"
                : null;
            if (wrong is null)
                groups.Add(position);
            else
                problems.Add(CacheDiagnostics.GroupName, location, name, declaration, wrong);
        }
        return groups.ToEquatableArray();
    }

    private static string Suggestion(string name)
    {
        var suggestion = new string([.. name.Select(letter => IsName(letter.ToString()) ? letter : '-')]).Trim('-');
        return suggestion.Length == 0 ? "cache" : suggestion;
    }
}
