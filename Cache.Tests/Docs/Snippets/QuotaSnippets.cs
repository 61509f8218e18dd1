using Cache;
using Microsoft.Extensions.DependencyInjection;

namespace Shop;

public static class QuotaLines
{
    public static void Register(IServiceCollection services)
    {
        // begin: quota
        services.AddCache(options => options.Quota = "30MB").AddMemory().AddRedis("localhost:6379");
        // end
    }

    public static string Report(ICacheStatistics statistics)
    {
        // begin: quota-use
        CacheQuotaStatistics? quota = statistics.Node.Quota;                  // null where no quota is set
        return $"{quota?.Bytes} of {quota?.Allocation} bytes, {quota?.Evictions} values evicted";
        // end
    }
}
