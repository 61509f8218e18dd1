using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cache.Tests.Coherence.Processes;

/// <summary>What several processes did, by their common clock, and which reads saw what they must not.</summary>
internal sealed class History(TimeSpan window)
{
    private static readonly string[] s_versions = ["group", "tag", "all"];

    private readonly ConcurrentQueue<Read> _reads = new();
    private readonly ConcurrentQueue<Change> _changes = new();
    private readonly ConcurrentDictionary<long, long> _sets = new();

    public int Reads => _reads.Count;

    public int FromShared => _reads.Count(static read => read.Answer.Flag);

    public int Changes => _changes.Count;

    /// <summary>The oldest value that another process's memory has served after an invalidation.</summary>
    public TimeSpan OldestElsewhere { get; private set; }

    public void Add(int worker, string verb, string tenant, int page, Answer answer)
    {
        if (verb == "read")
        {
            _reads.Enqueue(new(worker, tenant, page, answer));
            return;
        }
        if (verb == "set")
            _sets[answer.Value] = answer.Ended;
        _changes.Enqueue(new(worker, verb, tenant, page, answer));
    }

    public IEnumerable<string> Violations()
    {
        Change[] changes = [.. _changes.Where(static change => change.Verb is "set" or "put" || change.Answer.Flag)];
        foreach (var read in _reads)
        {
            // one that was set counts from the end of the set; nobody guards it before
            var origin = read.Answer.LoadBegan != 0 ? read.Answer.LoadBegan : _sets.GetValueOrDefault(read.Answer.Value, long.MaxValue);
            foreach (var change in changes)
            {
                if (change.Answer.Ended < read.Answer.Began && origin < change.Answer.Began && change.Covers(read) && Forbids(change, read) is { } why)
                    yield return $"{why}: {read} saw a value from {origin}; {change}";
            }
        }
    }

    private string? Forbids(Change change, Read read)
    {
        if (read.Worker == change.Worker)
            return "own node";
        if (read.Answer.Flag && !s_versions.Contains(change.Verb))
            return "shared tier";
        var age = Stopwatch.GetElapsedTime(change.Answer.Ended, read.Answer.Began);
        if (age > OldestElsewhere)
            OldestElsewhere = age;
        return age > window + Stopwatch.GetElapsedTime(read.Answer.Began, read.Answer.Ended) ? $"{age.TotalMilliseconds} ms" : null;
    }

    private sealed record Read(int Worker, string Tenant, int Page, Answer Answer);

    private sealed record Change(int Worker, string Verb, string Tenant, int Page, Answer Answer)
    {
        public bool Covers(Read read) => Verb switch
        {
            "key" or "set" or "put" => read.Tenant == Tenant && read.Page == Page,
            "where" => read.Page == Page,
            "all" => true,
            _ => read.Tenant == Tenant,
        };
    }
}
