using Cache;

namespace Shop;

// begin: orders
public partial class OrderService(ICache cache, IOrders orders)
{
    [Cache(Name = "orders", Ttl = "10m", Tags = ["customer:{customer}"], Groups = ["tenant"])]
    public partial Task<IReadOnlyList<Order>> GetOrdersAsync(string tenant, string customer, int page);

    private Task<IReadOnlyList<Order>> GetOrdersCoreAsync(string tenant, string customer, int page) =>
        orders.ListAsync(tenant, customer, page);
}
// end

// begin: writes
public partial class ProductService(ICache cache, IProducts products)
{
    [Cache(Name = "product", Ttl = "1h")]
    public partial Task<Product?> GetAsync(int id);

    private Task<Product?> GetCoreAsync(int id) => products.FindAsync(id);

    [Cache(Name = "products", Ttl = "10m")]
    public partial Task<IReadOnlyList<Product>> ListAsync(string category, int page);

    private Task<IReadOnlyList<Product>> ListCoreAsync(string category, int page) => products.ListAsync(category, page);

    // the entry of GetAsync(product.Id) becomes the result; every page of the category is loaded again
    [CachePut(nameof(GetAsync), Arguments = ["id = product.Id"])]
    [CacheInvalidate(nameof(ListAsync), Match = ArgumentMatch.Partial, Arguments = ["category = product.Category"])]
    public partial Task<Product?> SaveAsync(Product product);

    private Task<Product?> SaveCoreAsync(Product product) => products.SaveAsync(product);
}
// end

// begin: context
public partial class TokenService(ICache cache, IIdentityServer server)
{
    [Cache(Name = "token", Ttl = "5m")]
    public partial Task<Token> GetTokenAsync(string client, CancellationToken cancellationToken = default);

    private async Task<Token> GetTokenCoreAsync(string client, CacheContext context, CancellationToken cancellationToken)
    {
        var token = await server.RequestAsync(client, cancellationToken);
        context.Ttl = token.Lifetime / 2;       // from the value, in the place of the declaration's
        context.AddTag($"issuer:{token.Issuer}");
        context.Store = !token.IsOneTime;       // the callers get it, the cache does not keep it
        return token;
    }
}
// end

// begin: copy
public sealed partial class Baskets(ICache cache, IBaskets baskets)
{
    [Cache(Name = "basket", Ttl = "10m", Copy = true)]
    public partial Task<List<string>> GetBasketAsync(int customer);

    private Task<List<string>> GetBasketCoreAsync(int customer) => baskets.LoadAsync(customer);
}
// end

public sealed record Order(int Id);

public sealed record Product(int Id, string Category);

public sealed record Token(string Issuer, TimeSpan Lifetime, bool IsOneTime);

public interface IBaskets
{
    Task<List<string>> LoadAsync(int customer);
}

public interface IOrders
{
    Task<IReadOnlyList<Order>> ListAsync(string tenant, string customer, int page);
}

public interface IProducts
{
    Task<Product?> FindAsync(int id);

    Task<IReadOnlyList<Product>> ListAsync(string category, int page);

    Task<Product?> SaveAsync(Product product);
}

public interface IIdentityServer
{
    Task<Token> RequestAsync(string client, CancellationToken cancellationToken);
}

public static class Invalidations
{
    public static async Task ShowAsync(OrderService orders, ICache cache)
    {
        // begin: invalidations
        await orders.GetOrdersCache.InvalidateAsync("acme", "ada", 1);             // one entry
        await orders.GetOrdersCache.InvalidateWhereAsync(tenant: "acme");          // a group: constant time, whatever the number
        await orders.GetOrdersCache.InvalidateWhereAsync(customer: "ada");         // any tenant, any page: a scan
        await orders.GetOrdersCache.InvalidateMatchingAsync("acme:*:1");           // a glob over the text of the arguments
        await orders.GetOrdersCache.InvalidateAllAsync();                          // the whole cache: constant time
        await cache.InvalidateTagAsync("customer:ada");                            // a tag, across caches: constant time
        // end
    }
}
