using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.SharedTier;

/// <summary>The default serializer, and how an application brings its metadata, its options or another one.</summary>
public partial class JsonCacheSerializerTests
{
    public record Known(string Name);

    public record Unknown(string Name);

    [JsonSerializable(typeof(Known))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    internal sealed partial class Metadata : JsonSerializerContext;

    [Test]
    public void Json_is_the_default() => Assert.That(Registered(static _ => { }), Is.InstanceOf<JsonCacheSerializer>());

    [Test]
    public void The_applications_serializer_takes_its_place()
    {
        var own = new JsonCacheSerializer();
        Assert.That(Registered(builder => builder.UseSerializer(own)), Is.SameAs(own));
    }

    [Test]
    public void Options_are_the_applications_own() =>
        Assert.That(Text(Registered(builder => builder.UseJson(JsonSerializerOptions.Web)), new Known("x")), Is.EqualTo("""{"name":"x"}"""));

    [Test]
    public void Options_without_a_resolver_find_by_reflection()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper };
        Assert.That(Text(new JsonCacheSerializer(options), new Unknown("x")), Is.EqualTo("""{"NAME":"x"}"""));
        Assert.That(options.IsReadOnly, Is.False, "what is the application's stays as it was");
    }

    [Test]
    public void A_generated_context_serves_its_types_and_reflection_the_others()
    {
        var serializer = Registered(builder => builder.UseJson(Metadata.Default));
        Assert.That(Text(serializer, new Known("x")), Does.Contain("\"x\""));
        Assert.That(Text(serializer, new Unknown("x")), Is.EqualTo("""{"Name":"x"}"""));
    }

    // as where reflection is switched off: the resolver that is there does not know the type
    [Test]
    public void A_type_without_metadata_is_an_error_that_says_what_to_do()
    {
        var serializer = new JsonCacheSerializer(Metadata.Default.Options);
        Assert.That(Text(serializer, new Known("x")), Is.EqualTo("""{"name":"x"}"""));
        Assert.That(() => Text(serializer, new Unknown("x")), Throws.TypeOf<NotSupportedException>()
            .With.Message.Contains("[JsonSerializable(typeof(Unknown))]").And.Message.Contains("UseJson").And.Message.Contains(typeof(Unknown).FullName!));
    }

    [Test]
    public void Letters_are_not_escaped() => Assert.That(Text(new JsonCacheSerializer(), new Known("Zoë <Я>")), Is.EqualTo("""{"Name":"Zoë <Я>"}"""));

    private static ICacheSerializer Registered(Action<CacheBuilder> configure)
    {
        var services = new ServiceCollection();
        configure(services.AddCache());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<ICacheSerializer>();
    }

    private static string Text<T>(ICacheSerializer serializer, T value)
    {
        var target = new ArrayBufferWriter<byte>();
        serializer.Serialize(value, target);
        Assert.That(serializer.Deserialize<T>(target.WrittenSpan), Is.EqualTo(value));
        return Encoding.UTF8.GetString(target.WrittenSpan);
    }
}
