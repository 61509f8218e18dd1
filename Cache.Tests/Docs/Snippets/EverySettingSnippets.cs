using Cache;

namespace Shop;

// begin: every-setting
public partial class EverySetting(IPriceList prices, ICache cache)
{
    [Cache(Name = "list", Ttl = "1h", Jitter = "5m", CacheNull = false)]     // 55 to 60 minutes; what is missing is looked for again
    public partial Task<Price?> GetListPriceAsync(string product);

    private Task<Price?> GetListPriceCoreAsync(string product) => prices.FindAsync(product, default);

    [Cache(Name = "many-prices", Ttl = "1d", LocalTtl = "10m")]              // a day in Redis, ten minutes in this process
    public partial Task<Price?> GetManyPricesAsync(string product);

    private Task<Price?> GetManyPricesCoreAsync(string product) => prices.FindAsync(product, default);

    [Cache(Name = "last-seen", Ttl = "8h", SlidingTtl = "20m")]              // over when nobody has read it for 20 minutes
    public partial Task<Price?> GetLastSeenAsync(string product);

    private Task<Price?> GetLastSeenCoreAsync(string product) => prices.FindAsync(product, default);

    [Cache(Name = "hot", Ttl = "1m", RefreshAhead = 1)]                      // what is read often is loaded before it expires
    public partial Task<Price?> GetHotAsync(string product);

    private Task<Price?> GetHotCoreAsync(string product) => prices.FindAsync(product, default);

    [Cache(Name = "front", Ttl = "1m", KeepWarm = "1h")]                     // loaded every minute until nobody has read it for an hour
    public partial Task<Price?> GetFrontAsync(string product);

    private Task<Price?> GetFrontCoreAsync(string product) => prices.FindAsync(product, default);

    [Cache(Name = "safe", Ttl = "1m", FailSafe = "1h", FailSafeBackoff = "10s", Timeout = "200ms", HardTimeout = "5s")]
    public partial Task<Price?> GetSafeAsync(string product);                // the old price for an hour, while the source is down or slow

    private Task<Price?> GetSafeCoreAsync(string product) => prices.FindAsync(product, default);

    [Cache(Name = "fragile", CacheErrorsFor = "2s")]                         // a source that fails is asked every two seconds
    public partial Task<Price?> GetFragileAsync(string product);

    private Task<Price?> GetFragileCoreAsync(string product) => prices.FindAsync(product, default);

    [Cache(Name = "later", Enabled = false)]                                 // off, until the configuration says "Enabled": "true"
    public partial Task<Price?> GetLaterAsync(string product);

    private Task<Price?> GetLaterCoreAsync(string product) => prices.FindAsync(product, default);

    [Cache(Name = "purchase", Sensitive = true)]                             // what we pay: no administrator is shown it
    public partial Task<Price?> GetPurchaseAsync(string product);

    private Task<Price?> GetPurchaseCoreAsync(string product) => prices.FindAsync(product, default);
}
// end
