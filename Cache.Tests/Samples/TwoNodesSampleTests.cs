using System.Net.Sockets;
using System.Text.RegularExpressions;
using Cache.Tests.Redis;

namespace Cache.Tests.Samples;

/// <summary>The sample TwoNodes: what its two processes do is what its README shows, and nothing of it is left running.</summary>
internal sealed partial class TwoNodesSampleTests
{
    private static readonly Dictionary<string, string?> s_noUrl = new() { ["REDIS_URL"] = null };

    private readonly TemporaryFolder _folder = new();
    private int _exitCode;
    private string _output = "";

    // the run ends when its output is closed, and its nodes write to the same one: so they have ended too
    [OneTimeSetUp]
    public async Task Run() => (_exitCode, _output) = await SampleProcess.RunAsync("TwoNodes", s_noUrl, _folder["cities.db"]);

    [OneTimeTearDown]
    public void DeleteFiles() => _folder.Dispose();

    [Test]
    public void It_ends_well() => Assert.That(_exitCode, Is.Zero, _output);

    [Test]
    public void A_thousand_callers_on_two_nodes_are_one_query() =>
        Assert.That(Lines("queries of both nodes together"), Is.EqualTo(new[] { "queries of both nodes together: 1" }), _output);

    [Test]
    public void What_one_node_has_loaded_and_changed_the_other_sees()
    {
        Assert.That(Lines("2138551: what A has loaded"), Has.One.StartsWith("B").And.One.EndsWith("queries: 0"), _output);
        Assert.That(Lines("SetPopulationAsync(2138552)"), Has.One.StartsWith("A"), _output);
        Assert.That(Lines("reads 2138552"), Has.One.StartsWith("B").And.One.EndsWith("queries: 1"), _output);
    }

    [Test]
    public void Without_Redis_each_node_goes_on_alone_and_the_invalidation_waits()
    {
        Assert.That(Lines("told: Tokyo"), Has.Length.EqualTo(2).And.All.EndsWith("queries: 1"), _output);
        Assert.That(Lines("InvalidateAsync returns Queued"), Has.Length.EqualTo(1), _output);
        Assert.That(Lines("reads 2138553 at once"), Has.One.StartsWith("A"), _output);
        Assert.That(Lines("reads 2138553 within the window"), Has.One.StartsWith("B"), _output);
        Assert.That(Lines("health: Degraded, invalidations that wait: 1"), Has.Length.EqualTo(1), _output);
    }

    [Test]
    public void When_Redis_is_back_what_waited_is_sent_and_nodes_share_again()
    {
        Assert.That(Lines("health: Healthy, invalidations that wait: 0"), Has.Length.EqualTo(2), _output);
        Assert.That(Lines("told: Sydney"), Has.One.EndsWith("queries: 1"), _output);
    }

    [Test]
    public void Its_server_is_gone()
    {
        var port = int.Parse(Port().Match(_output).Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture);
        using var client = new TcpClient();

        Assert.That(async () => await client.ConnectAsync("127.0.0.1", port), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public async Task Its_README_shows_what_it_prints()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(SampleProcess.SamplesFolder, "TwoNodes", "README.md"));
        var shown = readme.Split("```text\n")[1].Split("\n```")[0];

        Assert.That(WithoutCosts(_output), Does.StartWith(WithoutCosts(shown)));
        Assert.That(_output.Split('\n'), Has.Length.LessThanOrEqualTo(30).And.All.Length.LessThanOrEqualTo(100), "one screen");
    }

    [Test]
    public async Task Without_a_server_to_start_it_says_what_to_do()
    {
        var (exitCode, output) = await SampleProcess.RunAsync("TwoNodes", new Dictionary<string, string?> { ["REDIS_URL"] = null, ["PATH"] = "/nowhere" }, _folder["other.db"]);

        Assert.That((exitCode, File.Exists(_folder["other.db"])), Is.EqualTo((1, false)));
        Assert.That(output, Does.Contain("redis-server on the PATH").And.Contain("REDIS_URL=redis://localhost:6379"));
    }

    [Test]
    public async Task A_server_that_REDIS_URL_names_is_used_and_not_stopped()
    {
        await using var server = await RedisServer.StartAsync();

        var (exitCode, output) = await SampleProcess.RunAsync(
            "TwoNodes", new Dictionary<string, string?> { ["REDIS_URL"] = $"redis://{server.ConnectionString}", ["PATH"] = "/nowhere" }, _folder["third.db"]);

        Assert.That((exitCode, server.IsRunning), Is.EqualTo((0, true)), output);
        Assert.That(output, Does.Contain("queries of both nodes together: 1").And.Contain("is yours, and is not stopped"));
    }

    [Test]
    public async Task A_REDIS_URL_that_cannot_be_read_is_told_and_nothing_hangs()
    {
        var (exitCode, output) = await SampleProcess.RunAsync("TwoNodes", new Dictionary<string, string?> { ["REDIS_URL"] = "http://localhost" }, _folder["fourth.db"]);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("its scheme is 'http'"));
    }

    private string[] Lines(string text) => [.. _output.Split('\n').Where(line => line.Contains(text, StringComparison.Ordinal)).Select(line => line.Trim())];

    // the README shows another run: other times, another port, and whichever node was first ran the query
    private static string WithoutCosts(string output) => Port().Replace(Cost().Replace(output, ""), "port");

    [GeneratedRegex(@" +\d+ ms   queries: \d")]
    private static partial Regex Cost();

    [GeneratedRegex(@"port (?<port>\d+)")]
    private static partial Regex Port();
}
