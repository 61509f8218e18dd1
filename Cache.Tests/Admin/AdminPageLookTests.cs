using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cache.Tests.Admin;

/// <summary>The admin page in a browser: how it looks, and that the keyboard is enough.</summary>
internal sealed class AdminPageLookTests
{
    // every text that is seen, against the nearest background behind it, by the formula of WCAG
    private const string FaintTexts = """
        () => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const rgb = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
          const light = color => color.slice(0, 3).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = element => { for (let at = element; at; at = at.parentElement) { const color = rgb(getComputedStyle(at).backgroundColor); if (color[3] === 255) return color; } return [255, 255, 255, 255]; };
          const seen = [...document.body.querySelectorAll("*")].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.checkVisibility());
          if (seen.length < 20) return ["too little is shown"];
          return seen.map(e => { const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))]; return [e.textContent, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]; })
            .filter(([, ratio]) => ratio < 4.5).map(([text, ratio]) => `${text}: ${ratio}`);
        }
        """;

    private AdminBrowser _browser = null!;
    private AdminApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _browser = await AdminBrowser.StartAsync();
        _app = await AdminApp.StartAsync();
        foreach (var (key, name) in new[] { ("lamp", "Lamp"), ("desk", "Desk"), ("chair", "Chair with a rather long name that a phone has to break somewhere") })
            await Shop.Prices.OpenIn(_app.Cache).SetAsync(key, new Product(name, 49.90m));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _browser.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Dark_mode_follows_the_system_until_it_is_chosen_and_the_choice_is_remembered()
    {
        var page = await OpenAsync("#/");
        var light = await BackgroundAsync(page);

        await page.GetByLabel("Theme").SelectOptionAsync("dark");
        var dark = await BackgroundAsync(page);
        await page.ReloadAsync();

        Assert.That(dark, Is.Not.EqualTo(light));
        Assert.That(await BackgroundAsync(page), Is.EqualTo(dark));
        await Expect(page.GetByLabel("Theme")).ToHaveValueAsync("dark");
        Assert.That(await BackgroundAsync(await OpenAsync("#/", scheme: ColorScheme.Dark)), Is.EqualTo(dark));
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task Every_text_has_a_contrast_of_4_5(ColorScheme scheme)
    {
        foreach (var hash in new[] { "#/", "#/caches/prices?key=lamp", "#/caches/prices/policy" })
        {
            var page = await OpenAsync(hash, scheme: scheme);
            Assert.That(await page.EvaluateAsync<string[]>(FaintTexts), Is.Empty, hash);
        }
    }

    [TestCase("#/")]
    [TestCase("#/caches/prices")]
    [TestCase("#/caches/prices?key=chair")]
    [TestCase("#/caches/prices/policy")]
    [TestCase("#/locks")]
    [TestCase("#/limits")]
    public async Task A_phone_scrolls_the_page_only_down(string hash)
    {
        var page = await OpenAsync(hash, width: 390);

        Assert.That(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(390));
    }

    [Test]
    public async Task The_keyboard_is_enough_for_a_whole_edit()
    {
        var page = await OpenAsync("#/");

        await TabToAsync(page, "prices");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await Expect(page.Locator("a.key")).ToHaveCountAsync(3);
        await TabToAsync(page, "desk");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".entry h2")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByLabel("Value")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ControlOrMeta+A");
        await page.Keyboard.TypeAsync("""{"Name":"Table","Price":5}""");
        await TabToAsync(page, "Save");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByText("Saved desk.")).ToBeVisibleAsync();
        Assert.That((await Shop.Prices.OpenIn(_app.Cache).TryGetAsync("desk")).Value, Is.EqualTo(new Product("Table", 5)));
    }

    [TestCase("admin-light", "#/caches/prices?key=lamp", 1280, ColorScheme.Light)]
    [TestCase("admin-dark", "#/", 1280, ColorScheme.Dark)]
    [TestCase("admin-phone", "#/caches/prices?key=lamp", 390, ColorScheme.Light)]
    public async Task The_pictures_of_the_docs_are_of_this_page(string name, string hash, int width, ColorScheme scheme)
    {
        var page = await OpenAsync(hash, width, scheme);
        await Expect(page.Locator(".chart output").First).Not.ToHaveTextAsync("\u2013");
        var picture = await page.ScreenshotAsync();

        var file = Path.Combine(Repository.Root, "docs", "images", name + ".png");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, picture);
        }
        Assert.That(File.Exists(file), Is.True, $"there is no {name}.png: write it with UPDATE_SNAPSHOTS=1, and look at it");
        // bytes 16 to 23 of a PNG are its width and height
        Assert.That(picture[16..24], Is.EqualTo((await File.ReadAllBytesAsync(file))[16..24]));
    }

    private static async Task TabToAsync(IPage page, string text)
    {
        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()") == text)
                return;
        }
        Assert.Fail($"Tab does not come to {text}");
    }

    private static Task<string> BackgroundAsync(IPage page) => page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    private async Task<IPage> OpenAsync(string hash, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await _browser.OpenAsync(new(_app.Page, hash), width, 860, scheme);
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        if (hash.Contains("key=", StringComparison.Ordinal))
            await Expect(page.GetByLabel("Value")).ToBeVisibleAsync();
        return page;
    }
}
