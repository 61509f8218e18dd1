using System.Buffers;
using System.Text;
using System.Text.Json;
using Cache.CompilerServices;
using Cache.Inspection;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Admin;

/// <summary>Keys read back, and values of every serializer as JSON.</summary>
internal sealed class AdminValueTests
{
    private static readonly string?[] s_texts = ["", "plain", "a:b", "50%", "%null", "null", "{x}", "a\nb\t", "\u0085\u00A0", "\uD800", "\U0001F600", "[a,b]", "(x)", "%41", "%empty", null];

    [TestCaseSource(nameof(s_texts))]
    public void An_argument_is_read_back_from_one_of_several_segments(string? text)
    {
        var key = KeyWriter.Write((text, 5), static ((string?, int) one, ref KeyWriter writer) =>
        {
            writer.Append(one.Item1);
            writer.Append(one.Item2);
        }, 2);

        Assert.That(KeyTextReader.Read(key, 0, 2), Is.EqualTo(new[] { text, "5" }));
        Assert.That(KeyTextReader.IsKey(key, 0, 2), Is.True);
    }

    [TestCaseSource(nameof(s_texts))]
    public void An_argument_is_read_back_where_it_is_the_only_one_and_behind_ambient_values(string? text)
    {
        var alone = KeyWriter.Write(text, static (string? one, ref KeyWriter writer) => writer.Append(one), 1);
        var part = KeyWriter.Write(text, static (string? one, ref KeyWriter writer) =>
        {
            writer.Append(one);
            writer.Append("");
        }, 2);

        Assert.That(KeyTextReader.Read(alone, 0, 1), Is.EqualTo(new[] { text }));
        Assert.That(KeyTextReader.Read(part + alone, 1, 1), Is.EqualTo(new[] { text, text }));
    }

    [TestCase("a{b", 1)]
    [TestCase("a%b", 1)]
    [TestCase("a%4", 1)]
    [TestCase("a%4a", 1)]
    [TestCase("a\n", 1)]
    [TestCase("a", 2)]
    [TestCase("a:b:c", 2)]
    [TestCase("a", 0)]
    public void What_no_key_can_be_is_none(string text, int parameters) => Assert.That(KeyTextReader.IsKey(text, 0, parameters), Is.False);

    [Test]
    public async Task Ambient_values_stand_before_the_arguments()
    {
        var definition = Container.Define<string, string>("varied", varyBy: [typeof(TenantPart)]);
        await using var app = await AdminApp.StartAsync(services: it => it.AddSingleton<TenantPart>().AddSingleton<CacheDefinition>(definition));
        TenantPart.Tenant = "acme";
        await definition.In(app.Cache).SetAsync("a:b", "text");

        var key = (await app.GetAsync("/api/caches/varied/keys?pattern=a:*"))["keys"]!.AsArray().Single()!;

        Assert.That((string)key["key"]!, Is.EqualTo("acme:a:b"));
        Assert.That(key["arguments"]!.ToJsonString(), Is.EqualTo("""[{"name":"tenant","value":"acme"},{"name":"key","value":"a:b"}]"""));
        Assert.That((string?)(await app.GetAsync("/api/caches/varied/entry?key=acme:a:b"))["value"], Is.EqualTo("text"));
        TenantPart.Tenant = "other";
        Assert.That((await app.SendAsync("PUT", "/api/caches/varied/entry?key=acme:a:b", new { value = "edited" })).Status, Is.EqualTo(204));
        Assert.That(await definition.In(app.Cache).ExistsAsync("a:b"), Is.False, "of the other tenant there is none");
        TenantPart.Tenant = "acme";
        Assert.That((await definition.In(app.Cache).TryGetAsync("a:b")).TryGet(out var value) ? value : null, Is.EqualTo("edited"));
    }

    [Test]
    public async Task The_age_of_an_entry_in_memory_is_that_of_its_value_however_its_time_is_changed()
    {
        await using var container = new Container();
        var definition = Container.Define<int, string>(ttl: "never");
        var inspected = new NodeInspection(container.Cache, [definition]).Open(definition)!;
        container.Time.Advance(TimeSpan.FromDays(1));
        await definition.In(container.Cache).SetAsync(1, "text");
        container.Time.Advance(TimeSpan.FromDays(100));

        await definition.In(container.Cache).TouchAsync(1, TimeSpan.FromDays(365));
        container.Time.Advance(TimeSpan.FromSeconds(90));

        Assert.That((await inspected.FindAsync("1", withValue: false))!.Age, Is.EqualTo(TimeSpan.FromDays(100) + TimeSpan.FromSeconds(90)));
        await definition.In(container.Cache).SetAsync(1, "other");
        Assert.That((await inspected.FindAsync("1", withValue: false))!.Age, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task A_stale_value_is_shown_as_one()
    {
        await using var container = new Container();
        var definition = Container.Define<int, string>(ttl: "1m", failSafe: "1h");
        var inspected = new NodeInspection(container.Cache, [definition]).Open(definition)!;
        await definition.In(container.Cache).SetAsync(1, "text");
        Assert.That((await inspected.FindAsync("1", withValue: true))!.IsStale, Is.False);

        container.Time.Advance(TimeSpan.FromMinutes(2));

        var entry = (await inspected.FindAsync("1", withValue: true))!;
        Assert.That((entry.IsStale, (string?)entry.Value!.Value.GetString(), entry.Of.Left), Is.EqualTo((true, "text", TimeSpan.FromTicks(1))));
        await definition.In(container.Cache).InvalidateAsync(1);
        Assert.That(await inspected.FindAsync("1", withValue: true), Is.Null);
    }

    [Test]
    public async Task The_application_s_options_write_and_read_what_is_shown()
    {
        await using var app = await AdminApp.StartAsync(static it => it.AddMemory().UseJson(new JsonSerializerOptions(JsonSerializerDefaults.Web)));
        await Shop.Prices.OpenIn(app.Cache).SetAsync("a", new("apple", 1.5m));

        Assert.That((await app.GetAsync("/api/caches/prices/entry?key=a"))["value"]!.ToJsonString(), Is.EqualTo("""{"name":"apple","price":1.5}"""));
        Assert.That((await app.SendAsync("PUT", "/api/caches/prices/entry?key=a", """{"value":{"name":"pear","price":2}}""")).Status, Is.EqualTo(204));
        Assert.That((await Shop.Prices.OpenIn(app.Cache).TryGetAsync("a")).TryGet(out var value) ? value : null, Is.EqualTo(new Product("pear", 2)));
    }

    [Test]
    public async Task Values_of_another_serializer_are_shown_as_JSON_with_a_note()
    {
        await using var app = await AdminApp.StartAsync(static it => it.AddMemory().UseSerializer(new Lines()));
        await Shop.Prices.OpenIn(app.Cache).SetAsync("a", new("apple", 1.5m));

        var entry = await app.GetAsync("/api/caches/prices/entry?key=a");

        Assert.That(entry["value"]!.ToJsonString(), Is.EqualTo("""{"Name":"apple","Price":1.5}"""));
        Assert.That((string)entry["note"]!, Does.StartWith("The value as JSON. The application stores it by Lines"));
    }

    [Test]
    public async Task What_has_a_format_of_its_own_is_shown_as_bytes_and_cannot_be_edited()
    {
        var definition = new ManualCacheDefinition<string, string, Product>
        {
            Name = "own",
            Declaration = "Shop.Own",
            Parameters = ["key"],
            Serializer = new Lines(),
            ToKey = static key => key,
            WriteKey = static (string key, ref KeyWriter text) => text.Append(key),
            Load = ManualCacheDefinition<string, string, Product>.RunFactory,
        };
        await using var app = await AdminApp.StartAsync(services: it => it.AddSingleton<CacheDefinition>(definition));
        await definition.OpenIn(app.Cache).SetAsync("a", new("apple", 1.5m));

        var entry = await app.GetAsync("/api/caches/own/entry?key=a");
        var refused = await app.SendAsync("PUT", "/api/caches/own/entry?key=a", new { value = new { } });

        Assert.That(Encoding.UTF8.GetString(Convert.FromBase64String((string)entry["value"]!)), Is.EqualTo("Product { Name = apple, Price = 1.5 }"));
        Assert.That((string)entry["note"]!, Is.EqualTo("The bytes of Lines, as base64. They cannot be edited."));
        Assert.That((refused.Status, refused.Detail), Is.EqualTo((400, "The values of this cache cannot be edited: The values of this cache have a format of their own (Lines).")));
    }

    [Test]
    public async Task Script_in_keys_and_values_comes_as_text()
    {
        await using var app = await AdminApp.StartAsync();
        const string Script = "<script>alert(1)</script>";
        await Shop.Notes.OpenIn(app.Cache).SetAsync(Script, Script);

        var entry = await app.SendAsync("GET", $"/api/caches/notes/entry?key={Uri.EscapeDataString(Script)}");

        Assert.That(((string?)entry.Json["key"], (string?)entry.Json["value"]), Is.EqualTo((Script, Script)));
        Assert.That((entry.Text, entry.Headers["Content-Type"], entry.Headers["X-Content-Type-Options"]), Is.EqualTo((entry.Text.Replace("<", "", StringComparison.Ordinal), "application/json; charset=utf-8", "nosniff")));
    }

    private sealed class TenantPart : ICacheKeyPart
    {
        public static string? Tenant { get; set; }

        public string Name => "tenant";

        public string? Value => Tenant;
    }

    // writes anything as its text, and reads nothing
    private sealed class Lines : ICacheSerializer
    {
        public void Serialize<T>(T value, IBufferWriter<byte> target) => target.Write(Encoding.UTF8.GetBytes(value!.ToString()!));

        public T Deserialize<T>(ReadOnlySpan<byte> payload) => throw new NotSupportedException();
    }
}
