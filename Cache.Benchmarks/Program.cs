using Cache.Benchmarks.Eviction;

switch (args)
{
    case ["eviction", .. var named]:
        EvictionTraces.Run(string.Join(' ', named));
        break;
    case ["eviction-cost"]:
        EvictionCost.Run();
        break;
    default:
        Console.Error.WriteLine("""
            Give one of:
              eviction [trace]   hit ratios of eviction policies on the committed traces, or on those whose name holds the text (minutes)
              eviction-cost      the time of an addition that evicts
            """);
        return 1;
}
return 0;
