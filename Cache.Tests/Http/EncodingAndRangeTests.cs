using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Http;

/// <summary>Beside response compression and range requests.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EncodingAndRangeTests
{
    private static readonly string s_text = string.Concat(Enumerable.Range(0, 500).Select(static i => i.ToString(CultureInfo.InvariantCulture)));

    private readonly Counted _runs = new();

    [Test]
    public async Task Compression_outside_has_one_entry_for_both_and_a_weak_tag_of_its_own()
    {
        await using var node = await StartAsync(compressionFirst: true);

        var packed = await node.GetAsync("/text", ("Accept-Encoding", "gzip"));
        var plain = await node.GetAsync("/text");
        var packedAgain = await node.GetAsync("/text", ("Accept-Encoding", "gzip"));

        Assert.That((Unpack(packed), Unpack(packedAgain), plain.Text), Is.EqualTo((plain.Text, plain.Text, plain.Text)));
        Assert.That((packed["Content-Encoding"], packedAgain["Content-Encoding"], plain["Content-Encoding"]), Is.EqualTo(("gzip", "gzip", (string?)null)));
        Assert.That((packed.Tag, packedAgain.Tag), Is.EqualTo(("W/" + plain.Tag, "W/" + plain.Tag)));
        Assert.That((packed["Vary"], _runs.Runs), Is.EqualTo(("Accept-Encoding", 1)));
        var known = await node.GetAsync("/text", ("Accept-Encoding", "gzip"), ("If-None-Match", packed.Tag));
        Assert.That((known.Status, known.Tag), Is.EqualTo((304, packed.Tag)));
    }

    [Test]
    public async Task Compression_inside_is_not_stored_because_the_key_does_not_know_it()
    {
        await using var node = await StartAsync(compressionFirst: false);

        var packed = await node.GetAsync("/text", ("Accept-Encoding", "gzip"));
        var plain = await node.GetAsync("/text");

        Assert.That((packed["Content-Encoding"], plain["Content-Encoding"], _runs.Runs), Is.EqualTo(("gzip", (string?)null, 2)));
    }

    [Test]
    public async Task A_range_is_the_handlers_and_the_whole_is_stored()
    {
        await using var node = await WebNode.StartAsync(MapFile);

        var part = await node.GetAsync("/file", ("Range", "bytes=0-3"));
        var whole = await node.GetAsync("/file");
        var again = await node.GetAsync("/file", ("Range", "bytes=4-5"));

        Assert.That((part.Status, part.Text, part["Content-Range"]), Is.EqualTo((206, "0123", $"bytes 0-3/{s_text.Length}")));
        Assert.That((whole.Status, whole.Text, again.Status, again.Text), Is.EqualTo((200, s_text, 206, "45")));
    }

    [Test]
    public async Task A_range_on_the_condition_of_a_tag_is_answered_with_the_whole()
    {
        await using var node = await WebNode.StartAsync(MapFile);
        var tag = (await node.GetAsync("/file")).Tag;

        var known = await node.GetAsync("/file", ("Range", "bytes=0-3"), ("If-Range", tag));
        var other = await node.GetAsync("/file", ("Range", "bytes=0-3"), ("If-Range", "\"other\""));

        Assert.That((known.Status, known.Text, other.Status, other.Text), Is.EqualTo((200, s_text, 200, s_text)));
    }

    private Task<WebNode> StartAsync(bool compressionFirst) => WebNode.StartAsync(
        static builder =>
        {
            builder.Services.AddResponseCompression();
            builder.Services.AddCache().AddMemory().AddHttpResponses();
        },
        app =>
        {
            if (compressionFirst)
                app.UseResponseCompression();
            app.UseOutputCache();
            if (!compressionFirst)
                app.UseResponseCompression();
            app.MapGet("/text", () => _runs.Next() + s_text).CacheResponse("10m");
        });

    private static void MapFile(WebApplication app) =>
        app.MapGet("/file", static () => Results.File(Encoding.ASCII.GetBytes(s_text), "text/plain", enableRangeProcessing: true)).CacheResponse("10m");

    private static string Unpack(Answer answer)
    {
        using var packed = new GZipStream(new MemoryStream(answer.Body), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        return reader.ReadToEnd();
    }
}
