using Cache;
using Cache.Locks;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

// the part of AddCache that is about locks
internal static class LocksServiceCollectionExtensions
{
    public static void AddLocks(this IServiceCollection services) => services.TryAddSingleton<ICacheLocks>(Create);

    private static CacheLocks Create(IServiceProvider provider)
    {
        // the node connects the shared tier, and is disposed after the locks
        _ = provider.GetRequiredService<ICache>();
        var time = provider.GetRequiredService<TimeProvider>();
        var store = provider.GetRequiredService<CacheTiers>().Shared is null
            ? new MemoryLockStore(time)
            : provider.GetService<ILockStore>() ?? Throw.NoLockStore<ILockStore>();
        var log = provider.GetService<ILogger<ICache>>() ?? NullLogger<ICache>.Instance;
        return new(store, provider.GetRequiredService<IOptions<CacheOptions>>().Value.Namespace, time, log);
    }
}
