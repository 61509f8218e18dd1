using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cache.Tests.Http;

/// <summary>Conditional requests of RFC 9110: validators, 304 and what it holds.</summary>
internal sealed class ValidatorTests
{
    private const string Modified = "Wed, 01 Jan 2025 00:00:00 GMT";

    private readonly Counted _runs = new();
    private WebNode _node = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _node = await WebNode.StartAsync(app =>
    {
        app.MapGet("/cached/{id}", (string id) => _runs.Next(id)).CacheResponse("10m", it => it.VaryByHeader = ["Accept-Language"]);
        app.MapGet("/same/{id}", (string id, HttpContext http) =>
        {
            http.Response.Headers.LastModified = Modified;
            http.Response.Headers.ContentLocation = "/same";
            return $"same {id}";
        }).CacheResponse("10m");
        app.MapGet("/own/{id}", (HttpContext http) =>
        {
            http.Response.Headers.ETag = "\"mine\"";
            return "own";
        }).CacheResponse("10m");
    });

    [OneTimeTearDown]
    public async Task StopAsync() => await _node.DisposeAsync();

    [Test]
    public async Task The_first_response_has_the_tag_that_the_stored_one_has()
    {
        var first = await _node.GetAsync("/cached/first");
        var second = await _node.GetAsync("/cached/first");

        Assert.That(first.Tag, Does.Match("^\"[^\"]+\"$"));
        Assert.That((second.Tag, second.Text), Is.EqualTo((first.Tag, first.Text)));
        Assert.That((first["Age"], second["Age"]), Is.EqualTo(((string?)null, "0")));
    }

    [Test]
    public async Task Different_bodies_have_different_tags() =>
        Assert.That((await _node.GetAsync("/cached/a")).Tag, Is.Not.EqualTo((await _node.GetAsync("/cached/b")).Tag));

    [Test]
    public async Task The_tag_of_a_handler_is_kept()
    {
        var first = await _node.GetAsync("/own/1");
        var again = await _node.GetAsync("/own/1", ("If-None-Match", "\"mine\""));

        Assert.That((first.Tag, again.Status), Is.EqualTo(("\"mine\"", 304)));
    }

    [TestCase("{0}")]
    [TestCase("W/{0}")]
    [TestCase("\"other\", {0}")]
    [TestCase("\"a\" , W/\"b\",{0}, \"c\"")]
    [TestCase("*")]
    public async Task A_client_that_has_the_response_gets_304(string condition)
    {
        var tag = (await _node.GetAsync("/same/known")).Tag;

        var answer = await _node.GetAsync("/same/known", ("If-None-Match", condition.Replace("{0}", tag, StringComparison.Ordinal)));

        Assert.That((answer.Status, answer.Body.Length), Is.EqualTo((304, 0)));
    }

    [TestCase("{0}")]
    [TestCase("W/{0}")]
    [TestCase("\"other\", {0}")]
    [TestCase("*")]
    public async Task A_client_that_has_what_is_made_for_it_gets_304_and_the_whole_is_stored(string condition)
    {
        var tag = (await _node.GetAsync("/same/cold")).Tag;
        await _node.Cache.ForgetResponsesAsync();

        var answer = await _node.GetAsync("/same/cold", ("If-None-Match", condition.Replace("{0}", tag, StringComparison.Ordinal)));
        var whole = await _node.GetAsync("/same/cold");

        Assert.That((answer.Status, answer.Body.Length, answer["Content-Type"]), Is.EqualTo((304, 0, (string?)null)));
        Assert.That((whole.Status, whole.Text, whole["Age"]), Is.EqualTo((200, "same cold", "0")));
    }

    [TestCase("\"other\"")]
    [TestCase("\"a\", W/\"b\"")]
    [TestCase("c.")]
    public async Task A_client_that_has_another_response_gets_the_whole(string condition)
    {
        await _node.GetAsync("/same/known");

        Assert.That((await _node.GetAsync("/same/known", ("If-None-Match", condition))).Status, Is.EqualTo(200));
    }

    [TestCase(Modified, 304)]
    [TestCase("Thu, 02 Jan 2025 00:00:00 GMT", 304)]
    [TestCase("Tue, 31 Dec 2024 23:59:59 GMT", 200)]
    [TestCase("yesterday", 200)]
    public async Task Dates_are_compared(string since, int status)
    {
        var cold = await _node.GetAsync($"/same/dates-{status}-{since.Length}", ("If-Modified-Since", since));
        var stored = await _node.GetAsync($"/same/dates-{status}-{since.Length}", ("If-Modified-Since", since));

        Assert.That((cold.Status, stored.Status), Is.EqualTo((status, status)));
    }

    [Test]
    public async Task Dates_do_not_count_beside_a_tag()
    {
        await _node.GetAsync("/same/both");

        Assert.That((await _node.GetAsync("/same/both", ("If-None-Match", "\"other\""), ("If-Modified-Since", Modified))).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_304_has_the_headers_that_200_would_have([Values] bool isStored)
    {
        var id = isStored ? "headers" : "cold-headers";
        var tag = (await _node.GetAsync($"/same/{id}")).Tag;
        if (!isStored)
            await _node.Cache.ForgetResponsesAsync();

        var answer = await _node.GetAsync($"/same/{id}", ("If-None-Match", tag));

        Assert.That(answer.Status, Is.EqualTo(304));
        Assert.That((answer.Tag, answer["Cache-Control"], answer["Content-Location"]), Is.EqualTo((tag, "public, max-age=600", "/same")));
        Assert.That(answer.Headers, Contains.Key("Date"));
    }

    [Test]
    public async Task A_304_says_what_the_response_varies_by()
    {
        var tag = (await _node.GetAsync("/cached/vary")).Tag;

        Assert.That((await _node.GetAsync("/cached/vary", ("If-None-Match", tag)))["Vary"], Is.EqualTo("Accept-Language"));
    }
}
