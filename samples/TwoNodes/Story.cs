using System.Diagnostics;
using System.Globalization;

namespace TwoNodes;

/// <summary>What the two nodes are asked to do, and what comes of it.</summary>
internal sealed class Story(NodeProcess a, NodeProcess b, LocalRedis? server)
{
    private const int Paris = 2988507;

    public async Task TellAsync()
    {
        if ((await a.AskAsync("forget")).Text.Contains("Queued", StringComparison.Ordinal))
            throw new InvalidOperationException("The Redis server does not answer, so nothing can be shown. Look at REDIS_URL, or unset it: then the sample starts a server of its own.");
        await SingleFlightAsync("Lima", "-12.0464 -77.0428");
        var population = await InvalidationAsync();
        if (server is null)
            Console.WriteLine("\n3. The outage of Redis is not shown: the server that REDIS_URL names is yours, and is not stopped.");
        else
            await OutageAsync(server, population);
    }

    private async Task SingleFlightAsync(string city, string place)
    {
        Console.WriteLine($"\n1. Single flight across nodes: 500 callers on each ask for the cities nearest to {city}");
        var (here, there) = await BothAsync($"nearest 500 {place}");
        Show("A", $"500 callers are told: {here.Text}", here);
        Show("B", $"500 callers are told: {there.Text}", there);
        Console.WriteLine($"   queries of both nodes together: {here.Queries + there.Queries}");
    }

    private async Task<int> InvalidationAsync()
    {
        Console.WriteLine("\n2. An invalidation on one node is seen by the other");
        var before = await a.AskAsync($"read {Paris}");
        var population = int.Parse(before.Text, CultureInfo.InvariantCulture);
        Show("A", $"reads that Paris has {before.Text} inhabitants", before);
        var shared = await b.AskAsync($"read {Paris}");
        Show("B", $"reads {shared.Text}: what A has loaded", shared);
        var again = await b.AskAsync($"read {Paris}");
        Show("B", $"reads {again.Text}: it is in B's memory now", again);
        Show("A", $"SetPopulationAsync({population + 1}), which invalidates", await a.AskAsync($"set {Paris} {population + 1}"));
        var seen = await b.AskAsync($"read-until {Paris} {population + 1}");
        Show("B", $"reads {seen.Text}", seen);
        return population;
    }

    private async Task OutageAsync(LocalRedis redis, int population)
    {
        Console.WriteLine("\n3. Redis goes away, and comes back");
        await redis.KillAsync();
        Console.WriteLine("   redis-server is killed");
        var (here, there) = await BothAsync("nearest 500 35.6895 139.6917");
        Show("A", $"500 callers are told: {here.Text}", here);
        Show("B", $"500 callers are told: {there.Text}", there);
        await a.AskAsync($"write {Paris} {population + 2}");
        var invalidated = await a.AskAsync($"invalidate {Paris}");
        Show("A", $"the database has changed; InvalidateAsync returns {invalidated.Text}", invalidated);
        var read = await a.AskAsync($"read {Paris}");
        Show("A", $"reads {read.Text} at once", read);
        var seen = await b.AskAsync($"read-until {Paris} {population + 2}");
        Show("B", $"reads {seen.Text} within the window: nothing confirms its memory", seen);
        var health = await a.AskAsync("health");
        Show("A", $"health: {health.Text}", health);
        await redis.RestartAsync();
        Console.WriteLine("   redis-server is started again, with nothing in it");
        await RecoverAsync("A", a);
        await RecoverAsync("B", b);
        var (again, other) = await BothAsync("nearest 500 -33.8679 151.2073");
        Show("both", $"1,000 callers are told: {again.Text}", again with { Queries = again.Queries + other.Queries });
        await a.AskAsync($"set {Paris} {population}");
    }

    private static async Task RecoverAsync(string name, NodeProcess node)
    {
        var start = Stopwatch.GetTimestamp();
        Answer health;
        do
            health = await node.AskAsync("health");
        while (!health.Text.StartsWith("Healthy", StringComparison.Ordinal) && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
        Show(name, $"health: {health.Text}", health with { Milliseconds = (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds });
    }

    private async Task<(Answer A, Answer B)> BothAsync(string command)
    {
        var (here, there) = (a.AskAsync(command), b.AskAsync(command));
        return (await here, await there);
    }

    private static void Show(string who, string what, Answer cost) => Console.WriteLine($"   {who,-5}{what,-66}{cost.Milliseconds,5} ms   queries: {cost.Queries}");
}
