using BenchmarkDotNet.Running;
using Cache.Benchmarks;
using Cache.Benchmarks.Eviction;
using Cache.Benchmarks.Http;
using Cache.Benchmarks.Shared;

// eviction: hit ratios of policies on the committed traces (about five minutes); eviction-cost: the time of an addition that evicts;
// hit-turns: hits in memory beside the raw lookup, turn by turn (half a minute); stampede-turns: a stampede beside a shared task, likewise (five seconds);
// shared-hits: hits in Redis beside the bare client; shared-glob: an invalidation by a glob among a million keys in Redis;
// shared-quota: what a quota costs sets and reads in Redis (about a minute and a half);
// http-hits: stored responses and 304s beside the framework's own store (about a minute);
// all else goes to BenchmarkDotNet: --filter '*HitBenchmarks*'
switch (args)
{
    case ["eviction"]:
        EvictionTraces.Run();
        break;
    case ["eviction-cost"]:
        EvictionCost.Run();
        break;
    case ["hit-turns"]:
        await HitTurns.RunAsync();
        break;
    case ["stampede-turns"]:
        await StampedeTurns.RunAsync();
        break;
    case ["shared-hits"]:
        await SharedHits.RunAsync();
        break;
    case ["shared-glob"]:
        await SharedGlob.RunAsync();
        break;
    case ["shared-quota"]:
        await SharedQuota.RunAsync();
        break;
    case ["http-hits"]:
        await HttpHits.RunAsync();
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Catalog).Assembly).Run(args);
        break;
}
