using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cache.Tests.Admin;

/// <summary>The admin page in a browser, over an application on Kestrel: what it shows, and what its buttons do.</summary>
internal sealed class AdminPageTests
{
    private AdminBrowser _browser = null!;
    private AdminApp _app = null!;
    private IPage _page = null!;

    [OneTimeSetUp]
    public async Task StartBrowserAsync() => _browser = await AdminBrowser.StartAsync();

    [OneTimeTearDown]
    public Task StopBrowserAsync() => _browser.DisposeAsync().AsTask();

    [SetUp]
    public async Task StartAsync() => _app = await AdminApp.StartAsync();

    [TearDown]
    public async Task StopAsync()
    {
        if (_page is not null)
            await _page.Context.CloseAsync();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Keys_are_searched_by_pattern_and_shown_with_their_arguments()
    {
        await LoadAsync("acme", 1);
        await LoadAsync("acme", 2);
        await LoadAsync("other", 1);
        await OpenAsync("#/");

        await _page.GetByRole(AriaRole.Link, new() { Name = "products", Exact = true }).ClickAsync();
        await _page.GetByLabel("Pattern").FillAsync("acme:*");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();

        await Expect(_page.GetByText("2 keys")).ToBeVisibleAsync();
        await Expect(Keys()).ToHaveTextAsync(["acme:1", "acme:2"]);
        await Expect(_page.GetByText("tenant=acme id=1")).ToBeVisibleAsync();
        Assert.That(_page.Url, Does.EndWith("#/caches/products?pattern=acme%3A*"));
        await _page.GoBackAsync();
        await Expect(Keys()).ToHaveCountAsync(3);
    }

    [Test]
    public async Task An_edit_is_what_the_application_gets()
    {
        await LoadAsync("acme", 1);
        await OpenAsync("#/caches/products");

        await _page.GetByRole(AriaRole.Link, new() { Name = "acme:1" }).ClickAsync();
        await Expect(Value()).ToHaveValueAsync("{\n  \"Name\": \"acme 1\",\n  \"Price\": 1.10\n}");
        await Value().FillAsync("{ \"name\": \"Lamp\" ");
        await Expect(_page.GetByText("This is not JSON")).ToBeVisibleAsync();
        await Value().FillAsync("{ \"Name\": \"Lamp\", \"Price\": 2.50 }");
        await Expect(_page.GetByText("This is not JSON")).ToBeHiddenAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(_page.GetByText("Saved acme:1.")).ToBeVisibleAsync();
        Assert.That(await LoadAsync("acme", 1), Is.EqualTo(new Product("Lamp", 2.50m)));
    }

    [Test]
    public async Task What_the_application_refuses_is_said_beside_the_value()
    {
        await LoadAsync("acme", 1);
        await OpenAsync("#/caches/products?key=acme%3A1");

        await Value().FillAsync("[1]");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(Value()).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(_page.Locator(".editor > .error")).Not.ToBeEmptyAsync();
        Assert.That((await LoadAsync("acme", 1))!.Name, Is.EqualTo("acme 1"));
    }

    [Test]
    public async Task A_time_to_live_is_set()
    {
        await LoadAsync("acme", 1);
        await OpenAsync("#/caches/products?key=acme%3A1");
        var ttl = _page.GetByLabel("Time to live", new() { Exact = true });

        await ttl.FillAsync("soon");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Set TTL" }).ClickAsync();
        await Expect(_page.GetByText("\"soon\" is no duration.")).ToBeVisibleAsync();
        await ttl.FillAsync("2h");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Set TTL" }).ClickAsync();

        await Expect(_page.GetByText("The time to live is now 2h for acme:1.")).ToBeVisibleAsync();
        await Expect(_page.Locator(".facts")).ToContainTextAsync("1 h 59 min");
    }

    [Test]
    public async Task An_entry_is_deleted_once_that_is_confirmed()
    {
        await LoadAsync("acme", 1);
        await OpenAsync("#/caches/products?key=acme%3A1");
        var delete = _page.Locator(".entry").GetByRole(AriaRole.Button, new() { Name = "Delete" });

        await delete.ClickAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(delete).ToBeFocusedAsync();
        await delete.ClickAsync();
        await ConfirmAsync("Delete");

        await Expect(_page.GetByText("Deleted acme:1.")).ToBeVisibleAsync();
        await Expect(_page.GetByText("No entry is stored.")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_pattern_a_cache_a_tag_and_everything_are_invalidated()
    {
        foreach (var tenant in new[] { "a", "b", "c" })
            await LoadAsync(tenant, 1);
        await OpenAsync("#/caches/products?pattern=a%3A*");

        await _page.GetByRole(AriaRole.Button, new() { Name = "Invalidate matching" }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 key of products matches a:* now");
        await ConfirmAsync("Invalidate");
        await Expect(_page.GetByText("Invalidated a:* in products.")).ToBeVisibleAsync();
        Assert.That(await KeysAsync(), Is.EqualTo(new[] { "b:1", "c:1" }));

        await _page.GotoAsync(_app.Page + "#/");
        await _page.GetByLabel("Tag", new() { Exact = true }).FillAsync("tenant:b");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Invalidate tag" }).ClickAsync();
        await ConfirmAsync("Invalidate tag");
        await Expect(_page.GetByText("Invalidated the tag tenant:b.")).ToBeVisibleAsync();
        Assert.That(await KeysAsync(), Is.EqualTo(new[] { "c:1" }));

        await _page.GotoAsync(_app.Page + "#/caches/products");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Invalidate all" }).ClickAsync();
        await ConfirmAsync("Invalidate all");
        await Expect(_page.GetByText("No entry is stored.")).ToBeVisibleAsync();

        await LoadAsync("d", 1);
        await _page.GotoAsync(_app.Page + "#/");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Invalidate everything" }).ClickAsync();
        await ConfirmAsync("Invalidate everything");
        await Expect(_page.GetByText("Invalidated everything.")).ToBeVisibleAsync();
        Assert.That(await KeysAsync(), Is.Empty);
    }

    [Test]
    public async Task Script_in_keys_and_values_is_text()
    {
        const string script = "<img src=x onerror=alert(1)>";
        await Shop.Notes.OpenIn(_app.Cache).SetAsync(script, $"<script>alert(2)</script>{script}");
        await OpenAsync("#/caches/notes");
        var dialogs = 0;
        _page.Dialog += (_, dialog) =>
        {
            dialogs++;
            _ = dialog.DismissAsync();
        };

        await Keys().ClickAsync();

        await Expect(Value()).ToHaveValueAsync($"\"<script>alert(2)</script>{script}\"");
        await Expect(_page.Locator(".entry h2")).ToHaveTextAsync(script);
        Assert.That((dialogs, await _page.Locator("main img, main script").CountAsync()), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_sensitive_value_is_hidden_and_why_is_said()
    {
        await Shop.Secrets.OpenIn(_app.Cache).SetAsync("one", "hunter2");
        await OpenAsync("#/caches/secrets?key=one");

        await Expect(_page.GetByText("Hidden: secrets is marked Sensitive")).ToBeVisibleAsync();
        await Expect(_page.GetByRole(AriaRole.Button, new() { Name = "Set TTL" })).ToBeVisibleAsync();
        Assert.That(await _page.ContentAsync(), Does.Not.Contain("hunter2"));
    }

    [Test]
    public async Task Pages_of_keys_lead_on_and_back()
    {
        for (var id = 100; id < 220; id++)
            await LoadAsync("acme", id);
        await OpenAsync("#/caches/products");

        await Expect(Keys()).ToHaveCountAsync(50);
        await Expect(Keys().First).ToHaveTextAsync("acme:100");
        await GoAsync("Next");
        await Expect(Keys().First).ToHaveTextAsync("acme:150");
        await GoAsync("Next");
        await Expect(_page.GetByText("20 keys on page 3, the last")).ToBeVisibleAsync();
        await GoAsync("Previous");
        await Expect(Keys().First).ToHaveTextAsync("acme:150");
        await GoAsync("First");
        await Expect(Keys().First).ToHaveTextAsync("acme:100");
    }

    [Test]
    public async Task Charts_move()
    {
        await LoadAsync("acme", 1);
        await OpenAsync("#/caches/products");
        var hits = _page.Locator(".chart.hits");
        await Expect(hits.Locator("output")).ToHaveTextAsync("0");

        for (var i = 0; i < 100; i++)
            await LoadAsync("acme", 1);

        await Expect(hits.Locator("output")).Not.ToHaveTextAsync("0");
        await Expect(hits.Locator("path")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("M.*L"));
    }

    [Test]
    public async Task The_policy_says_where_each_setting_comes_from_and_what_tags_entries_have()
    {
        await OpenAsync("#/caches/products/policy");

        var ttl = _page.GetByRole(AriaRole.Row, new() { Name = "Ttl 5m" });
        await Expect(ttl.First).ToContainTextAsync("Shop.GetProductAsync");
        await Expect(_page.GetByText("Tagged as tenant:{tenant}.")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Anonymous_users_are_refused_outside_development()
    {
        await using var closed = await AdminApp.StartAsync(environment: "Production", open: static endpoints => endpoints.RequireAuthorization("ops"));

        _page = await _browser.OpenAsync(new("about:blank"));
        var statuses = new[] { (await _page.APIRequest.GetAsync(closed.Page.ToString())).Status, (await _page.APIRequest.GetAsync(closed.Page + "admin.js")).Status };
        await _page.Context.CloseAsync();
        _page = await _browser.OpenAsync(closed.Page, user: "ops");

        Assert.That(statuses, Is.EqualTo(new[] { 401, 401 }));
        await Expect(_page.GetByRole(AriaRole.Heading, new() { Name = "Caches", Exact = true })).ToBeVisibleAsync();
    }

    private ILocator Keys() => _page.Locator("a.key");

    private ILocator Value() => _page.GetByLabel("Value");

    private async Task OpenAsync(string hash) => _page = await _browser.OpenAsync(new(_app.Page, hash));

    private Task GoAsync(string link) => _page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();

    private Task ConfirmAsync(string action) => _page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();

    private async Task<string[]> KeysAsync() => [.. (await _app.GetAsync("/api/caches/products/keys"))["keys"]!.AsArray().Select(static key => (string)key!["key"]!)];

    private ValueTask<Product?> LoadAsync(string tenant, int id) => Shop.Products.In(_app.Cache).GetValueTask(
        static (key, context, _) => new(new Product(string.Create(CultureInfo.InvariantCulture, $"{key.Tenant} {key.Id}"), 1.10m)), (tenant, id), CancellationToken.None);
}
