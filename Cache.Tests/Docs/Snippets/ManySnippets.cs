using Cache;

namespace Shop;

public sealed record Customer(int Id, string Name);

public interface ICustomerStore
{
    Task<Customer?> FindAsync(int id, CancellationToken cancellationToken);

    Task<List<Customer>> FindAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken);

    Task<Dictionary<int, decimal>> PricesAsync(string currency, IReadOnlyList<int> ids, CancellationToken cancellationToken);
}

public sealed partial class CustomerService(ICustomerStore store, ICache cache)
{
    // begin: many-method
    [Cache(Name = "customer", Ttl = "5m")]
    public partial Task<Customer?> GetCustomerAsync(int id, CancellationToken cancellationToken = default);

    private Task<Customer?> GetCustomerCoreAsync(int id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    [CacheMany(nameof(GetCustomerAsync))]
    public partial Task<IReadOnlyDictionary<int, Customer>> GetCustomersAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken = default);

    private async Task<IReadOnlyDictionary<int, Customer>> GetCustomersCoreAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(ids, cancellationToken);        // WHERE id IN (...)
        return found.ToDictionary(customer => customer.Id);
    }
    // end

    // begin: many-arguments
    [Cache(Name = "list-price", Ttl = "1m")]
    public partial Task<decimal> GetPriceAsync(string currency, int id, CancellationToken cancellationToken = default);

    [CacheMany(nameof(GetPriceAsync), BatchSize = 500)]                   // at most 500 keys a Core call
    public partial Task<IReadOnlyDictionary<int, decimal>> GetPricesAsync(string currency, int[] ids, CancellationToken cancellationToken = default);

    private async Task<IReadOnlyDictionary<int, decimal>> GetPricesCoreAsync(string currency, IReadOnlyList<int> ids, CancellationToken cancellationToken) =>
        await store.PricesAsync(currency, ids, cancellationToken);
    // end

    private Task<decimal> GetPriceCoreAsync(string currency, int id, CancellationToken cancellationToken) =>
        Task.FromResult(cancellationToken.IsCancellationRequested ? 0m : currency.Length * id);
}

public static class ManyLines
{
    public static async Task UseAsync(CustomerService customers)
    {
        // begin: many-call
        var found = await customers.GetCustomersAsync([1, 2, 3]);
        var first = found.GetValueOrDefault(1);                           // null where there is no customer 1
        await customers.GetCustomerCache.InvalidateAsync(2);              // the entry of both methods
        // end
        _ = first;
    }
}
