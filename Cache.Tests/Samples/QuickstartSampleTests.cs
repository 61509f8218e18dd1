using System.Text.RegularExpressions;

namespace Cache.Tests.Samples;

/// <summary>The sample Quickstart: what it prints is what its README and that of the project show.</summary>
internal sealed partial class QuickstartSampleTests
{
    private readonly TemporaryFolder _folder = new();
    private int _exitCode;
    private string _output = "";

    [OneTimeSetUp]
    public async Task Run() => (_exitCode, _output) = await SampleProcess.RunAsync("Quickstart", _folder["cities.db"]);

    [OneTimeTearDown]
    public void DeleteFiles() => _folder.Dispose();

    [Test]
    public void It_ends_well() => Assert.That(_exitCode, Is.Zero, _output);

    [TestCase("A first call", 1)]
    [TestCase("The same call again", 0)]
    [TestCase("A million more", 0)]
    [TestCase("1,000 concurrent callers on a cold key", 1)]
    [TestCase("Paris again", 1)]
    [TestCase("Lima again", 0)]
    [TestCase("Before it: pages 1 to 3 of France and of Japan", 6)]
    [TestCase("The six pages again", 3)]
    public void A_step_runs_as_many_queries_as_it_should(string step, int queries) =>
        Assert.That(Lines().Where(line => line.Contains(step, StringComparison.Ordinal)), Has.One.EndsWith($"queries run: {queries}"), _output);

    [Test]
    public void The_figures_stand_below_each_other_on_a_narrow_screen()
    {
        var columns = Lines().Select(line => line.IndexOf("queries run:", StringComparison.Ordinal)).Where(column => column >= 0);

        Assert.That(columns.Distinct().Count(), Is.EqualTo(1), _output);
        Assert.That(Lines(), Has.All.Length.LessThanOrEqualTo(100));
        Assert.That(Lines(), Has.Length.LessThanOrEqualTo(24), "one screen");
    }

    [Test]
    public async Task Its_README_shows_what_it_prints()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(SampleProcess.SamplesFolder, "Quickstart", "README.md"));
        var shown = readme.Split("```text\n")[1].Split("\n```")[0];

        Assert.That(WithoutTimes(_output), Does.StartWith(WithoutTimes(shown)));
    }

    private string[] Lines() => _output.Split('\n');

    // the README shows a later start, with other times
    private static string WithoutTimes(string output) => Time().Replace(output, " TIME").Replace(" (made just now)", "", StringComparison.Ordinal);

    [GeneratedRegex(@" +[\d.]+ (ms|us|ns)")]
    private static partial Regex Time();
}
