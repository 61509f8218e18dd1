using Cache;

namespace Shop;

// begin: freshness
public partial class OfferService(IOffers offers, ICache cache)
{
    [Cache(Name = "offer", Ttl = "10m", RefreshAhead = 1)]
    public partial Task<Offer> GetOfferAsync(int id, CancellationToken cancellationToken = default);

    private Task<Offer> GetOfferCoreAsync(int id, CancellationToken cancellationToken) => offers.FetchAsync(id, cancellationToken);

    [Cache(Name = "front-page", Ttl = "1m", KeepWarm = "1h")]
    public partial Task<Offer[]> GetFrontPageAsync(string country, CancellationToken cancellationToken = default);

    private Task<Offer[]> GetFrontPageCoreAsync(string country, CancellationToken cancellationToken) => offers.FrontPageAsync(country, cancellationToken);

    [Cache(Name = "baskets", Ttl = "8h", SlidingTtl = "20m")]
    public partial ICache<string, Basket> Baskets { get; }
}
// end

public sealed record Offer(int Id, string Name);

public sealed record Basket(int Items);

public interface IOffers
{
    Task<Offer> FetchAsync(int id, CancellationToken cancellationToken);

    Task<Offer[]> FrontPageAsync(string country, CancellationToken cancellationToken);
}
