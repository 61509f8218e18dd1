using System.Globalization;
using Cache;
using Microsoft.Extensions.DependencyInjection;

namespace Shop;

// begin: vary-tenant
public sealed class CurrentTenant                                         // set by a middleware, before anything is called
{
    private readonly AsyncLocal<string?> _id = new();

    public string? Id
    {
        get => _id.Value;
        set => _id.Value = value;
    }
}

public sealed class TenantKey(CurrentTenant tenant) : ICacheKeyPart
{
    public string Name => "tenant";

    public string? Value => tenant.Id;
}
// end

// begin: vary-culture
public sealed class CultureKey : ICacheKeyPart
{
    public string Name => "culture";

    public string? Value => CultureInfo.CurrentUICulture.Name;
}
// end

public interface IProductTexts
{
    Task<string> TitleAsync(int id, CancellationToken cancellationToken);

    Task RenameAsync(int id, string title, CancellationToken cancellationToken);

    Task<decimal> PriceAsync(int id, string currency, CancellationToken cancellationToken);

    Task<IReadOnlyList<string>> CountriesAsync(CancellationToken cancellationToken);
}

public sealed partial class ProductTexts(ICache cache, IProductTexts texts)
{
    // begin: vary-attribute
    [Cache(Name = "title", Ttl = "1h", VaryBy = typeof(CultureKey))]
    public partial Task<string> GetTitleAsync(int id, CancellationToken cancellationToken = default);

    [Cache(Name = "local-price", VaryBy = typeof((TenantKey, CultureKey)))]     // several: a tuple
    public partial Task<decimal> GetPriceAsync(int id, string currency, CancellationToken cancellationToken = default);
    // end

    // begin: vary-shared
    [Cache(Name = "countries", Ttl = "1d", VaryByDefaults = false)]             // the same for all tenants
    public partial Task<IReadOnlyList<string>> GetCountriesAsync(CancellationToken cancellationToken = default);
    // end

    // begin: vary-write
    [CacheInvalidate(nameof(GetTitleAsync), Match = ArgumentMatch.Partial)]     // the title in every culture
    public partial Task RenameAsync(int id, string title, CancellationToken cancellationToken = default);
    // end

    private Task<string> GetTitleCoreAsync(int id, CancellationToken cancellationToken) => texts.TitleAsync(id, cancellationToken);

    private Task<decimal> GetPriceCoreAsync(int id, string currency, CancellationToken cancellationToken) => texts.PriceAsync(id, currency, cancellationToken);

    private Task<IReadOnlyList<string>> GetCountriesCoreAsync(CancellationToken cancellationToken) => texts.CountriesAsync(cancellationToken);

    private Task RenameCoreAsync(int id, string title, CancellationToken cancellationToken) => texts.RenameAsync(id, title, cancellationToken);
}

public static class VaryByLines
{
    public static void Register(IServiceCollection services)
    {
        // begin: vary-register
        services.AddSingleton<CurrentTenant>();
        services.AddSingleton<CultureKey>();
        services.AddCache().VaryBy<TenantKey>().AddMemory();                    // in the keys of all caches; registers TenantKey
        // end
    }

    public static async Task InvalidateAsync(ProductTexts products)
    {
        // begin: vary-invalidate
        await products.GetTitleCache.InvalidateAsync(7);                        // in the culture of this call
        await products.GetTitleCache.InvalidateWhereAsync(7);                   // in every culture, of every tenant
        // end
    }
}
