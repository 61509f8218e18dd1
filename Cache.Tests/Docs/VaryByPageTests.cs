using System.Globalization;
using Cache.Tests.Diagnostics;
using Cache.Tests.Engine;
using Cache.Varying;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shop;

namespace Cache.Tests.Docs;

/// <summary>The page about ambient values shows what the code does.</summary>
public sealed class VaryByPageTests
{
    private Texts _texts = null!;
    private IHost _host = null!;
    private ProductTexts _products = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _texts = new();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        VaryByLines.Register(builder.Services);
        builder.Services.AddSingleton<IProductTexts>(_texts).AddSingleton<ProductTexts>();
        _host = builder.Build();
        await _host.StartAsync();
        _products = _host.Services.GetRequiredService<ProductTexts>();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    [Test]
    public async Task Each_tenant_has_its_title_in_each_culture_and_a_new_name_is_new_in_all()
    {
        foreach (var tenant in new[] { "acme", "globex" })
        {
            foreach (var culture in new[] { "de-CH", "en-US" })
            {
                Enter(tenant, culture);
                Assert.That(await _products.GetTitleAsync(7), Is.EqualTo($"title 7 of {tenant} in {culture}"));
                Assert.That(await _products.GetTitleAsync(7), Is.EqualTo($"title 7 of {tenant} in {culture}"));
            }
        }
        Assert.That(_texts.Loads, Is.EqualTo(4));
        Assert.That(_products.GetTitleCache.Key(7), Is.EqualTo("app:title:globex:en-US:7"));

        await _products.RenameAsync(7, "name");
        Enter("globex", "de-CH");
        Assert.That(await _products.GetTitleAsync(7), Is.EqualTo("name 7 of globex in de-CH"));
        Assert.That(await _products.GetTitleCache.ExistsAsync(8), Is.False);
    }

    [Test]
    public async Task The_invalidations_of_the_page_cover_what_it_says()
    {
        Enter("acme", "de-CH");
        await _products.GetTitleAsync(7);
        await _products.GetTitleCache.InvalidateAsync(7);
        Assert.That(await _products.GetTitleCache.ExistsAsync(7), Is.False);
        await _products.GetTitleAsync(7);
        Enter("globex", "en-US");
        await _products.GetTitleAsync(7);
        await _products.GetTitleAsync(8);

        await VaryByLines.InvalidateAsync(_products);

        Assert.That(await _products.GetTitleCache.ExistsAsync(7), Is.False);
        Assert.That(await _products.GetTitleCache.ExistsAsync(8));
        Enter("acme", "de-CH");
        Assert.That(await _products.GetTitleCache.ExistsAsync(7), Is.False);
    }

    [Test]
    public async Task What_all_share_is_loaded_once()
    {
        Enter("acme", "de-CH");
        await _products.GetCountriesAsync();
        await _products.GetPriceAsync(7, "CHF");
        Enter("globex", "en-US");
        await _products.GetCountriesAsync();
        await _products.GetPriceAsync(7, "CHF");

        Assert.That(_texts.Loads, Is.EqualTo(3));
        Assert.That((_products.GetCountriesCache.Key(), _products.GetPriceCache.Key(7, "CHF")), Is.EqualTo(("app:countries", "app:local-price:globex:en-US:7:CHF")));
    }

    [Test]
    public async Task The_refusal_of_a_load_is_the_one_that_it_shows()
    {
        var values = default(PartValues);
        values[0] = "acme";
        var titles = new VariedDefinition<Load<int, string>, int, string>(Container.Define<int, string>("title"), [new TenantKey(new() { Id = "globex" })]);

        var failure = await Assert.CatchAsync<InvalidOperationException>(async () => await titles.Load(static (_, _, _) => new("loaded"), new(values, 7), new(), default));

        Assert.That(failure!.Message, Is.EqualTo(DiagnosticPage.Block("text", Repository.Read("docs/vary-by.md"))));
    }

    // what a middleware does for each request
    private void Enter(string tenant, string culture)
    {
        _texts.Tenant = tenant;
        _host.Services.GetRequiredService<CurrentTenant>().Id = tenant;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
    }

    private sealed class Texts : IProductTexts
    {
        private string _word = "title";

        public string? Tenant { get; set; }

        public int Loads { get; private set; }

        public Task<string> TitleAsync(int id, CancellationToken cancellationToken)
        {
            Loads++;
            return Task.FromResult($"{_word} {id} of {Tenant} in {CultureInfo.CurrentUICulture.Name}");
        }

        public Task RenameAsync(int id, string title, CancellationToken cancellationToken)
        {
            _word = title;
            return Task.CompletedTask;
        }

        public Task<decimal> PriceAsync(int id, string currency, CancellationToken cancellationToken)
        {
            Loads++;
            return Task.FromResult(1m);
        }

        public Task<IReadOnlyList<string>> CountriesAsync(CancellationToken cancellationToken)
        {
            Loads++;
            return Task.FromResult<IReadOnlyList<string>>(["CH"]);
        }
    }
}
