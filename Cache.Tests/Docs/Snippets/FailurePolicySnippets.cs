using Cache;

namespace Shop;

// begin: failure-policy
public partial class RateService(ICache cache, IRates rates)
{
    [Cache(Name = "rate", Ttl = "1m", FailSafe = "1h", Timeout = "200ms", HardTimeout = "5s")]
    public partial Task<decimal> GetRateAsync(string from, string to, CancellationToken cancellationToken = default);

    private Task<decimal> GetRateCoreAsync(string from, string to, CancellationToken cancellationToken) =>
        rates.FetchAsync(from, to, cancellationToken);

    [Cache(Name = "rate-history", CacheErrorsFor = "2s", HardTimeout = "10s")]
    public partial Task<decimal[]> GetHistoryAsync(string from, string to, CancellationToken cancellationToken = default);

    private Task<decimal[]> GetHistoryCoreAsync(string from, string to, CancellationToken cancellationToken) =>
        rates.FetchHistoryAsync(from, to, cancellationToken);
}
// end

public interface IRates
{
    Task<decimal> FetchAsync(string currency, string other, CancellationToken cancellationToken);

    Task<decimal[]> FetchHistoryAsync(string currency, string other, CancellationToken cancellationToken);
}

public static class Rates
{
    public static async Task<string> ShowAsync(RateService rates)
    {
        // begin: failure-timeout
        try
        {
            return $"{await rates.GetRateAsync("EUR", "JPY")}";
        }
        catch (CacheLoadTimeoutException timeout)
        {
            return $"{timeout.Key} took longer than {timeout.Limit}";   // and nobody has loaded it lately
        }
        // end
    }
}
