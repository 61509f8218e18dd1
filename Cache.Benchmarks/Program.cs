using Cache.Benchmarks.Eviction;

switch (args)
{
    case ["eviction"]:
        EvictionTraces.Run();
        break;
    case ["eviction-cost"]:
        EvictionCost.Run();
        break;
    default:
        Console.Error.WriteLine("""
            Give one of:
              eviction        hit ratios of eviction policies on the committed traces (about five minutes)
              eviction-cost   the time of an addition that evicts
            """);
        return 1;
}
return 0;
