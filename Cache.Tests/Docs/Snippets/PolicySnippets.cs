using Cache;

namespace Shop;

public sealed record Price(string Product, decimal Amount);

public interface IPriceList
{
    Task<Price?> FindAsync(string product, CancellationToken cancellationToken);
}

// begin: layered-policy
public partial class PriceService(IPriceList prices, ICache cache)
{
    [Cache(Name = "price", Ttl = "5m", Jitter = "30s")]
    public partial Task<Price?> GetPriceAsync(string product, CancellationToken cancellationToken = default);

    private Task<Price?> GetPriceCoreAsync(string product, CancellationToken cancellationToken) =>
        prices.FindAsync(product, cancellationToken);
}
// end

public static class PolicyCalls
{
    public static void Override(ICachePolicies policies)
    {
        // begin: policy-override
        policies.Override("price", new() { Ttl = "40s", CacheNull = false }, TimeSpan.FromMinutes(30));
        policies.Override("price", new() { Enabled = false }, TimeSpan.FromMinutes(5));        // in the place of the first
        policies.RemoveOverride("price");                                                      // before its time
        // end
    }

    public static string Explain(ICachePolicies policies)
    {
        // begin: policy-explain
        CachePolicyExplanation explanation = policies.Explain("price");
        string ttl = explanation["Ttl"].Value;                          // 40s
        CachePolicySource source = explanation["Ttl"].Source;           // Override
        string table = explanation.ToString();
        // end
        return $"{ttl} {source}\n{table}";
    }
}
