using System.Buffers;
using System.Text;
using Cache.Tests.Engine;
using Cache.Tests.Faults;
using Cache.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;
using ProtoBuf;
using ProtoBuf.Meta;

namespace Cache.Tests.SharedTier;

/// <summary>Values in Protocol Buffers, alone and in a node of an application.</summary>
public sealed class ProtobufCacheSerializerTests
{
    private readonly ProtobufCacheSerializer _serializer = new();

    private static IEnumerable<TestCaseData<object>> Values =>
    [
        new(7), new(0), new(1.5m), new(DayOfWeek.Friday), new(Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e")), new((1, "x")),
        new(new City { Name = "Zürich", Population = 447_082 }), new(new City()), new(new Point(1, 0)),
        new(new List<City> { new() { Name = "a" }, new() }), new(new List<City>()), new(Array.Empty<int>()), new(new Dictionary<string, int> { ["a"] = 1 }),
    ];

    [TestCaseSource(nameof(Values))]
    public void A_value_comes_back_as_it_was(object value)
    {
        var roundTrip = typeof(ProtobufCacheSerializerTests).GetMethod(nameof(RoundTrip), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;

        Assert.That(roundTrip.MakeGenericMethod(value.GetType()).Invoke(this, [value]), Is.EqualTo(value).UsingPropertiesComparer());
    }

    [Test]
    public void A_member_that_a_newer_version_has_added_is_passed_over_and_one_that_is_missing_has_its_default()
    {
        var older = new City { Name = "Bern", Population = 134_591 };
        var newer = new NewerCity { Name = "Bern", Population = 134_591, Canton = "BE", Founded = 1191 };

        var read = _serializer.Deserialize<City>(Bytes(newer));
        var readByNewer = _serializer.Deserialize<NewerCity>(Bytes(older));

        Assert.That((read.Name, read.Population), Is.EqualTo(("Bern", 134_591)));
        Assert.That((readByNewer.Name, readByNewer.Population, readByNewer.Canton, readByNewer.Founded), Is.EqualTo(("Bern", 134_591, "", 0)));
    }

    [Test]
    public void A_type_without_a_contract_is_named_with_what_to_do([Values] bool reading)
    {
        Action use = reading ? () => _serializer.Deserialize<Unmarked>([0, 8, 1]) : () => Bytes(new Unmarked { Number = 1 });

        Assert.That(use, Throws.TypeOf<NotSupportedException>().With.Message.Contains(nameof(Unmarked)).And.Message.Contains("[ProtoContract]").And.Message.Contains("UseProtobuf(model)"));
    }

    [Test]
    public void A_member_without_a_contract_is_named() =>
        Assert.That(() => Bytes(new Outer { Inner = new() }), Throws.TypeOf<NotSupportedException>().With.Message.Contains(nameof(Outer)).And.Message.Contains(nameof(Unmarked)));

    [Test]
    public void A_model_of_the_application_s_own_knows_types_without_attributes()
    {
        var model = RuntimeTypeModel.Create();
        model.Add(typeof(Plain), applyDefaultBehaviour: false).Add(1, nameof(Plain.Name));
        using var services = new ServiceCollection().AddCache().UseProtobuf(model).Services.BuildServiceProvider();
        var serializer = services.GetRequiredService<ICacheSerializer>();
        var target = new ArrayBufferWriter<byte>();

        serializer.Serialize(new Plain { Name = "x" }, target);

        Assert.That(serializer.Deserialize<Plain>(target.WrittenSpan).Name, Is.EqualTo("x"));
    }

    [TestCase("")]
    [TestCase("{\"Name\":\"Bern\"}")]
    [TestCase("\"Bern, as a text of JSON\"")]
    [TestCase("12345678 more")]
    [TestCase("\0\u0001\u0002")]
    [TestCase("\0\n\u0005x")]
    public void Bytes_that_are_none_of_its_own_are_refused(string payload) =>
        Assert.That(() => _serializer.Deserialize<City>(Encoding.Latin1.GetBytes(payload)), Throws.Exception);

    [Test]
    public async Task Nodes_share_values_and_null_in_it_and_the_payload_of_another_serializer_is_a_miss()
    {
        await using var server = await RedisServer.StartAsync();
        await using var here = FaultNode.Redis(server.ConnectionString, add: static cache => cache.UseProtobuf());
        await using var there = FaultNode.Hybrid(server.ConnectionString, add: static cache => cache.UseProtobuf());
        await using var other = FaultNode.Redis(server.ConnectionString);
        await Task.WhenAll(here.JoinedAsync(), there.JoinedAsync(), other.JoinedAsync());
        var (bern, none) = (new PageKey("bern", 1), new PageKey("none", 1));
        var cities = PageKey.Define<City?>();

        await cities.In(here.Cache).SetAsync(bern, new City { Name = "Bern" });
        await cities.In(here.Cache).SetAsync(none, null);
        Assert.That((await cities.In(there.Cache).GetTask(Fails, bern))!.Name, Is.EqualTo("Bern"));
        Assert.That(await cities.In(there.Cache).GetTask(Fails, none), Is.Null);

        Assert.That((await cities.In(other.Cache).GetTask(static (_, _, _) => new(new City { Name = "loaded, and written as JSON" }), bern))!.Name, Does.StartWith("loaded"));
        Assert.That((await cities.In(here.Cache).GetTask(static (_, _, _) => new(new City { Name = "loaded again" }), bern))!.Name, Is.EqualTo("loaded again"));
        Assert.That(here.Log.Messages.Count(static one => one.Text.Contains("cannot be read", StringComparison.Ordinal)), Is.EqualTo(1), "said once");
    }

    [Test]
    public async Task A_value_without_a_contract_is_the_callers_and_the_log_says_why_it_is_not_shared()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = FaultNode.Redis(server.ConnectionString, add: static cache => cache.UseProtobuf());
        await node.JoinedAsync();

        var loaded = await PageKey.Define<Unmarked>().In(node.Cache).GetTask(static (_, _, _) => new(new Unmarked { Number = 3 }), new("acme", 1));

        Assert.That(loaded.Number, Is.EqualTo(3));
        await Until.TrueAsync(() => node.Log.Messages.Any(static one => $"{one.Text} {one.Failure}".Contains("[ProtoContract]", StringComparison.Ordinal)), "the log names the cure");
    }

    private static ValueTask<City?> Fails(PageKey key, CacheContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("It was to come from the server.");

    private T RoundTrip<T>(T value) => _serializer.Deserialize<T>(Bytes(value));

    private byte[] Bytes<T>(T value)
    {
        var target = new ArrayBufferWriter<byte>();
        _serializer.Serialize(value, target);
        return target.WrittenSpan.ToArray();
    }

    [ProtoContract]
    public sealed class City
    {
        [ProtoMember(1)]
        public string Name { get; set; } = "";

        [ProtoMember(2)]
        public int Population { get; set; }
    }

    [ProtoContract]
    public sealed class NewerCity
    {
        [ProtoMember(1)]
        public string Name { get; set; } = "";

        [ProtoMember(2)]
        public int Population { get; set; }

        [ProtoMember(3)]
        public string Canton { get; set; } = "";

        [ProtoMember(4)]
        public int Founded { get; set; }
    }

    [ProtoContract]
    public sealed class Outer
    {
        [ProtoMember(1)]
        public Unmarked? Inner { get; set; }
    }

    public sealed class Unmarked
    {
        public int Number { get; set; }
    }

    public sealed record Point(int X, int Y);

    public sealed class Plain
    {
        public string Name { get; set; } = "";
    }
}
