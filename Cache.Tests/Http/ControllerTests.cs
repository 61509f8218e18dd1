using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Http;

/// <summary>[CacheResponse] on controllers and actions of MVC.</summary>
internal sealed class ControllerTests
{
    private readonly Counted _runs = new();

    [Test]
    public async Task What_a_controller_says_holds_for_its_actions_and_they_may_say_otherwise()
    {
        await using var node = await StartAsync();

        var first = await node.GetAsync("/towns/1");
        Assert.That(first["Cache-Control"], Is.EqualTo("public, max-age=600"));
        Assert.That((await node.GetAsync("/towns/1", ("If-None-Match", first.Tag))).Status, Is.EqualTo(304));
        Assert.That((await node.GetAsync("/towns/1/weather"))["Cache-Control"], Is.EqualTo("public, max-age=5"));
        Assert.That((await node.GetAsync("/towns/1")).Text, Is.EqualTo(first.Text));
        Assert.That((await node.GetAsync("/towns/2")).Text, Is.Not.EqualTo(first.Text), "another address");
    }

    [Test]
    public async Task Its_tags_have_route_values_and_its_headers_tell_apart()
    {
        await using var node = await StartAsync();
        var german = await node.GetAsync("/towns/1", ("Accept-Language", "de"));
        var french = await node.GetAsync("/towns/1", ("Accept-Language", "fr"));
        Assert.That((german.Text == french.Text, german["Vary"]), Is.EqualTo((false, "Accept-Language")));

        await node.Cache.InvalidateTagAsync("town:1");

        Assert.That((await node.GetAsync("/towns/1", ("Accept-Language", "de"))).Tag, Is.Not.EqualTo(german.Tag));
    }

    [Test]
    public async Task A_head_is_answered_where_the_action_takes_one()
    {
        await using var node = await StartAsync();
        var got = await node.GetAsync("/towns/1");

        var head = await node.SendAsync(HttpMethod.Head, "/towns/1");

        Assert.That((head.Status, head.Tag, head.Body.Length), Is.EqualTo((200, got.Tag, 0)));
    }

    [Test]
    public async Task An_action_that_writes_is_not_cached()
    {
        await using var node = await StartAsync();

        var (one, other) = (await node.SendAsync(HttpMethod.Post, "/towns/1"), await node.SendAsync(HttpMethod.Post, "/towns/1"));

        Assert.That(one.Text, Is.Not.EqualTo(other.Text));
        Assert.That(one["ETag"], Is.Null);
    }

    [Test]
    public async Task An_action_may_opt_out_of_what_its_controller_says()
    {
        await using var node = await StartAsync();

        var (first, second) = (await node.GetAsync("/towns/1/clock"), await node.GetAsync("/towns/1/clock"));

        Assert.That(second.Text, Is.Not.EqualTo(first.Text));
        Assert.That((first["Cache-Control"], first["ETag"]), Is.EqualTo(((string?)null, (string?)null)));
    }

    [Test]
    public async Task An_action_that_writes_may_check_the_known_tag_first()
    {
        await using var node = await StartAsync();
        var tag = (await node.GetAsync("/towns/1")).Tag;
        var runs = _runs.Runs;

        var other = await node.SendAsync(HttpMethod.Put, "/towns/1", ("If-Match", "\"other\""));
        var weak = await node.SendAsync(HttpMethod.Put, "/towns/1", ("If-Match", "W/" + tag));
        Assert.That((other.Status, other["Content-Type"], weak.Status, _runs.Runs), Is.EqualTo((412, "application/problem+json", 412, runs)));

        Assert.That((await node.SendAsync(HttpMethod.Put, "/towns/1", ("If-Match", tag))).Text, Does.StartWith("moved 1"));
        Assert.That((await node.SendAsync(HttpMethod.Put, "/towns/1")).Status, Is.EqualTo(200));
        Assert.That((await node.SendAsync(HttpMethod.Put, "/towns/2", ("If-Match", tag))).Status, Is.EqualTo(412), "nothing is stored, and the action refuses that");
    }

    private Task<WebNode> StartAsync() => WebNode.StartAsync(
        builder =>
        {
            builder.Services.AddCache().AddHttpResponses().AddMemory();
            builder.Services.AddSingleton(_runs);
            builder.Services.AddControllers().ConfigureApplicationPartManager(static parts =>
            {
                parts.FeatureProviders.Clear();
                parts.FeatureProviders.Add(new OnlyTowns());
            });
        },
        static app =>
        {
            app.UseOutputCache();
            app.MapControllers();
        });

    private sealed class OnlyTowns : Microsoft.AspNetCore.Mvc.ApplicationParts.IApplicationFeatureProvider<Microsoft.AspNetCore.Mvc.Controllers.ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<Microsoft.AspNetCore.Mvc.ApplicationParts.ApplicationPart> parts, Microsoft.AspNetCore.Mvc.Controllers.ControllerFeature feature) =>
            feature.Controllers.Add(System.Reflection.IntrospectionExtensions.GetTypeInfo(typeof(TownsController)));
    }
}

/// <summary>The controller of these tests.</summary>
[ApiController]
[Route("towns/{id}")]
[CacheResponse(Ttl = "10m", Tags = ["town:{id}"], VaryByHeader = ["Accept-Language"])]
internal sealed class TownsController : ControllerBase
{
    private readonly Counted _runs;

    public TownsController(IServiceProvider services) => _runs = services.GetRequiredService<Counted>();

    [HttpGet]
    [HttpHead]
    public IActionResult Get(int id) => Ok(_runs.Next($"town {id}"));

    [HttpGet("weather")]
    [CacheResponse(Ttl = "5s")]
    public string Weather(int id) => _runs.Next($"weather {id}");

    [HttpGet("clock")]
    [CacheResponse(Enabled = false)]
    public string Clock(int id) => _runs.Next($"clock {id}");

    [HttpPut]
    [CheckMatch(RefuseUnknown = true)]
    public string Move(int id) => _runs.Next($"moved {id}");

    [HttpPost]
    public string Rename(int id) => _runs.Next($"renamed {id}");
}
