using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Cache.Tests.Policies;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cache.Tests.Ecosystem;

/// <summary>What the two calls register, and what writes the values.</summary>
internal sealed class EcosystemRegistrationTests
{
    [Test]
    public async Task They_take_the_place_of_what_is_registered_before_them_and_may_be_called_twice()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IDistributedCache>(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())));
        services.AddCache().AddMemory().AddHybridCache().AddDistributedCache().AddHybridCache(static settings => settings.DefaultEntryOptions = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData })
            .AddDistributedCache();
        await using var provider = services.BuildServiceProvider();

        Assert.That(provider.GetServices<IDistributedCache>().Single(), Is.InstanceOf<IBufferDistributedCache>().And.SameAs(provider.GetServices<IBufferDistributedCache>().Single()));
        var hybrid = provider.GetServices<HybridCache>().Single();
        Assert.That(await hybrid.GetOrCreateAsync("a", static _ => new ValueTask<string>("made")), Is.Null, "the settings of the second call hold");
    }

    [Test]
    public async Task Their_policies_and_statistics_are_those_of_caches_named_hybrid_and_distributed()
    {
        await using var node = new EcosystemNode(policies: ("distributed:Ttl", "1d"));
        var policies = node.Services.GetRequiredService<ICachePolicies>();
        Assert.That((policies.Explain("hybrid")["Ttl"].Value, policies.Explain("distributed")["Ttl"].Value), Is.EqualTo(("5m", "1d")));

        await node.GetAsync("a", 1);
        await node.GetAsync("a", 2);
        var hybrid = node.Services.GetRequiredService<ICacheStatistics>().Find("hybrid");
        Assert.That((hybrid!.Memory!.Hits, hybrid.Loads), Is.EqualTo((1, 1)));
    }

    [Test]
    public void Over_the_caches_of_another_they_say_what_to_do()
    {
        var services = new ServiceCollection();
        services.AddCache().AddMemory().AddHybridCache();
        services.AddSingleton<ICache>(new OtherCache());
        using var provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<HybridCache>, Throws.InvalidOperationException.With.Message.Contains("HybridCache of its own"));
    }

    [Test]
    public async Task A_serializer_of_the_application_writes_its_type_and_a_factory_those_that_it_knows()
    {
        await using var node = new EcosystemNode(Tiers.Redis, register: static services => services
            .AddSingleton<IHybridCacheSerializer<Stamp>, StampSerializer>()
            .AddSingleton<IHybridCacheSerializerFactory, NoFactory>()
            .AddSingleton<IHybridCacheSerializerFactory, ListFactory>()
            .AddSingleton<IHybridCacheSerializerFactory, NoFactory>());

        await node.Hybrid.SetAsync("stamp", new Stamp("x"));
        Assert.That((await node.FindAsync<Stamp>("stamp"))!.Text, Is.EqualTo("x, written and read"));
        await node.Hybrid.SetAsync("list", new List<int> { 1 });
        Assert.That(await node.FindAsync<List<int>>("list"), Is.EqualTo(new[] { 1, 99 }));
        await node.Hybrid.SetAsync("other", new[] { 1 });
        Assert.That(await node.FindAsync<int[]>("other"), Is.EqualTo(new[] { 1 }), "the container's");
    }

    [Test]
    public async Task What_cannot_be_written_and_can_be_changed_is_refused_with_what_to_do()
    {
        await using var node = new EcosystemNode();
        var circle = new List<object>();
        circle.Add(circle);
        Assert.That(async () => await node.GetAsync("a", circle), Throws.InvalidOperationException.With.Message.Contains("[ImmutableObject(true)]"));
        Assert.That(async () => await node.Hybrid.SetAsync("a", circle), Throws.InvalidOperationException.With.Message.Contains("IHybridCacheSerializer"));
    }

    [Test]
    public async Task What_cannot_be_read_again_is_made_anew_and_told_once()
    {
        await using var node = new EcosystemNode(register: static services => services.AddSingleton<IHybridCacheSerializer<Stamp>, BrokenSerializer>());
        for (var calls = 0; calls < 3; calls++)
            Assert.That((await node.GetAsync("a", new Stamp($"{calls}"))).Text, Is.EqualTo($"{calls}"));
        Assert.That(node.Log.Messages.Count(static message => message.Id == 10), Is.EqualTo(1));
    }

    public sealed record Stamp(string Text);

    private sealed class StampSerializer : IHybridCacheSerializer<Stamp>
    {
        public Stamp Deserialize(ReadOnlySequence<byte> source) => new(Encoding.UTF8.GetString(source) + " and read");

        public void Serialize(Stamp value, IBufferWriter<byte> target) => target.Write(Encoding.UTF8.GetBytes(value.Text + ", written"));
    }

    private sealed class BrokenSerializer : IHybridCacheSerializer<Stamp>
    {
        public Stamp Deserialize(ReadOnlySequence<byte> source) => throw new InvalidDataException("unreadable");

        public void Serialize(Stamp value, IBufferWriter<byte> target) => target.Write<byte>([1]);
    }

    private sealed class NoFactory : IHybridCacheSerializerFactory
    {
        public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
        {
            serializer = null;
            return false;
        }
    }

    private sealed class ListFactory : IHybridCacheSerializerFactory
    {
        public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
        {
            serializer = typeof(T) == typeof(List<int>) ? (IHybridCacheSerializer<T>)(object)new ListSerializer() : null;
            return serializer is not null;
        }
    }

    private sealed class ListSerializer : IHybridCacheSerializer<List<int>>
    {
        public List<int> Deserialize(ReadOnlySequence<byte> source) => [.. JsonSerializer.Deserialize<int[]>(source.ToArray())!, 99];

        public void Serialize(List<int> value, IBufferWriter<byte> target) => target.Write(JsonSerializer.SerializeToUtf8Bytes(value));
    }

    private sealed class OtherCache : ICache
    {
        public Cache.CompilerServices.CacheInstances Instances { get; } = new OtherInstances();

        public ValueTask<InvalidationResult> InvalidateTagAsync(string tag, CancellationToken cancellationToken = default) => default;
    }

    private sealed class OtherInstances : Cache.CompilerServices.CacheInstances
    {
        protected override Cache.CompilerServices.MethodCache<TService, TKey, TValue> Create<TService, TKey, TValue>(Cache.CompilerServices.CacheDefinition<TService, TKey, TValue> definition) => null!;
    }
}
