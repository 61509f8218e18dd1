using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using Cache.Tests.SharedTier;
using Cache.Tests.Telemetry;

namespace Cache.Tests.Docs;

/// <summary>The page of telemetry names every instrument, every activity and every log message, as the code has them.</summary>
[NonParallelizable]
public sealed partial class TelemetryPageTests
{
    private const string File = "docs/telemetry.md";
    private const string LogHead = "| Id | Level | Message |\n|---|---|---|\n";

    private static readonly string s_page = Repository.Read(File);

    [Test]
    public async Task Its_instruments_are_those_of_the_meter()
    {
        var published = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == "Cache")
                published.Add($"{instrument.Name} {TypeOf(instrument)} {instrument.Unit}");
        };
        listener.Start();
        var time = new ManualTimeProvider();
        await using var node = new DrivenContainer(new(time), time);

        Assert.That(InstrumentRow().Matches(s_page).Select(static row => $"{row.Groups["name"]} {row.Groups["type"]} {row.Groups["unit"]}"), Is.EquivalentTo(published));
    }

    [Test]
    public async Task Its_activities_are_those_of_the_source()
    {
        var name = $"traced-{Guid.NewGuid():N}";
        var time = new ManualTimeProvider();
        await using var node = new DrivenContainer(new(time), time);
        using var traces = new Traces(name);
        var cache = Engine.Container.Define<int, int>(name).In(node.Cache);

        await cache.GetTask(static (key, _, _) => new(key), 1);
        await cache.SetAsync(1, 2);
        await cache.InvalidateAsync(1);

        var rows = ActivityRow().Matches(s_page).Select(static row => $"{row.Groups["name"]} {row.Groups["kind"]}");
        Assert.That(rows, Is.EquivalentTo(traces.Ended.Select(static activity => $"{activity.OperationName} {activity.Kind.ToString().ToLowerInvariant()}")));
    }

    [Test]
    public void Its_log_messages_are_those_of_the_code_and_no_two_have_one_id()
    {
        var messages = Directory.GetFiles(Repository.Root, "*Log.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(static file => file.StartsWith("Cache.", StringComparison.Ordinal) && !file.StartsWith("Cache.Tests", StringComparison.Ordinal))
            .SelectMany(static file => LogMessage().Matches(Repository.Read(file)))
            .Select(static message => (Id: int.Parse(message.Groups["id"].ValueSpan, CultureInfo.InvariantCulture), Row: $"| {message.Groups["id"]} | {message.Groups["level"]} | {message.Groups["text"]} |\n"))
            .OrderBy(static message => message.Id)
            .ToArray();
        var table = LogHead + string.Concat(messages.Select(static message => message.Row));

        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            System.IO.File.WriteAllText(Path.Combine(Repository.Root, File), s_page[..s_page.IndexOf(LogHead, StringComparison.Ordinal)] + table);

        Assert.That(messages.Select(static message => message.Id), Is.Unique);
        Assert.That(Repository.Read(File), Does.EndWith(table), "run with UPDATE_SNAPSHOTS=1, and review what has changed");
    }

    private static string TypeOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "ObservableCounter" => "counter",
        "ObservableUpDownCounter" => "up-down counter",
        "ObservableGauge" => "gauge",
        "Histogram" => "histogram",
        var other => other,
    };

    [GeneratedRegex(@"^\| `(?<name>cache\.[a-z_.]+)` \| (?<type>[a-z -]+) \| `(?<unit>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex(@"^\| `(?<name>cache\.[a-z.]+)` \| (?<kind>internal|client) \|", RegexOptions.Multiline)]
    private static partial Regex ActivityRow();

    [GeneratedRegex(@"\[LoggerMessage\((?<id>\d+), LogLevel\.(?<level>\w+), ""(?<text>(?:[^""\\]|\\.)*)""\)\]")]
    private static partial Regex LogMessage();
}
