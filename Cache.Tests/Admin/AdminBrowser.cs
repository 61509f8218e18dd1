using Microsoft.Playwright;

namespace Cache.Tests.Admin;

/// <summary>The Chromium of the machine, without a window; it is closed with the fixture.</summary>
internal sealed class AdminBrowser : IAsyncDisposable
{
    private static readonly string[] s_arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private AdminBrowser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public static async Task<AdminBrowser> StartAsync()
    {
        const string chromium = "/usr/bin/chromium";
        Assert.That(File.Exists(chromium), Is.True, "the tests of the admin page need Debian's chromium: test.sh installs it");
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = s_arguments }));
    }

    /// <summary>A page of a user of its own, who remembers nothing. A dialog of script fails the test.</summary>
    public async Task<IPage> OpenAsync(Uri address, int width = 1280, int height = 860, ColorScheme scheme = ColorScheme.Light, string? user = null)
    {
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            ExtraHTTPHeaders = user is null ? null : new Dictionary<string, string> { ["X-User"] = user },
        });
        context.SetDefaultTimeout(15_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
