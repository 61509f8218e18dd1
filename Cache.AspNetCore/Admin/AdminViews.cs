using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cache.Admin;

// what the API answers and takes, as JSON in camelCase. Times are milliseconds, sizes bytes

internal sealed record NodeView(
    string Node, string Namespace, string Provider, DateTimeOffset Started, string User, bool CanWrite, long Entries, long Bytes, long? ByteLimit, long? EntryLimit, QuotaView? Quota, SharedView? Shared, AntiforgeryView Antiforgery);

internal sealed record QuotaView(long Bytes, long Limit, long Evictions);

internal sealed record SharedView(bool IsConnected, bool IsConfirmed, double LagMs, int QueueLength);

internal sealed record AntiforgeryView(string Header, string Token);

internal record CacheView
{
    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string DeclaredBy { get; init; }

    public required ParameterView[] Parameters { get; init; }

    public required string? ValueType { get; init; }

    public bool IsSensitive { get; init; }

    public bool IsEnabled { get; init; }

    public long Hits { get; init; }

    public long Misses { get; init; }

    public double? HitRatio { get; init; }

    public long? SharedHits { get; init; }

    public long? SharedMisses { get; init; }

    public long Loads { get; init; }

    public long FailedLoads { get; init; }

    public double? LoadMsMean { get; init; }

    public long Entries { get; init; }

    public long Bytes { get; init; }
}

internal sealed record CacheDetailView : CacheView
{
    public required SettingView[] Policy { get; init; }

    public required string[] Tags { get; init; }

    public required string[] Groups { get; init; }
}

internal sealed record ParameterView(string Name, string? Type, bool IsAmbient);

internal sealed record SettingView(string Setting, string Value, string From, string Origin, DateTimeOffset? Until);

internal sealed record CachesView(CacheView[] Caches);

internal sealed record ArgumentView(string Name, string? Value);

internal sealed record KeyView(string Key, ArgumentView[] Arguments, double? TtlMs, long SizeBytes, string Tier);

internal sealed record KeysView(KeyView[] Keys, string? Cursor);

internal sealed record EntryView(
    string Key, ArgumentView[] Arguments, JsonElement? Value, bool IsHidden, bool IsNull, string? Note, double? TtlMs, long SizeBytes, string Tier, double AgeMs, string[] Tags, bool IsStale);

internal sealed record ResultView(string Result);

internal sealed record LocksView(LockView[] Locks, bool IsComplete);

internal sealed record LockView(string Name, string Owner, long Fencing, double TtlMs);

internal sealed record LimitsView(LimitView[] Limits, bool IsComplete);

internal sealed record LimitView(string Name, long Used, double WindowMs, double ResetMs);

internal sealed record StatisticsView(DateTimeOffset At, CacheFiguresView[] Caches, long Entries, long Bytes);

internal sealed record CacheFiguresView(string Name, long Hits, long Misses, long Loads, double? LoadMsMean, long Entries, long Bytes);

internal sealed record ProblemView(string Type, string Title, int Status, string Detail);

// bodies of requests: a value that is missing is told apart from one that is null

internal sealed record ValueBody(JsonElement Value, string? Ttl);

internal sealed record TtlBody(string? Ttl);

internal sealed record InvalidateBody(string? Pattern, bool? All);

internal sealed record TagBody(string? Tag);

internal sealed record AllBody(bool? All);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, NumberHandling = JsonNumberHandling.Strict, MaxDepth = 256)]
[JsonSerializable(typeof(NodeView))]
[JsonSerializable(typeof(CachesView))]
[JsonSerializable(typeof(CacheDetailView))]
[JsonSerializable(typeof(KeysView))]
[JsonSerializable(typeof(EntryView))]
[JsonSerializable(typeof(ResultView))]
[JsonSerializable(typeof(LocksView))]
[JsonSerializable(typeof(LimitsView))]
[JsonSerializable(typeof(StatisticsView))]
[JsonSerializable(typeof(ProblemView))]
[JsonSerializable(typeof(ValueBody))]
[JsonSerializable(typeof(TtlBody))]
[JsonSerializable(typeof(InvalidateBody))]
[JsonSerializable(typeof(TagBody))]
[JsonSerializable(typeof(AllBody))]
internal sealed partial class AdminJson : JsonSerializerContext;
