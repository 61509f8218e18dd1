using Cache.Tests.Engine;
using Cache.Tests.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shop;
using StackExchange.Redis;

namespace Cache.Tests.Docs;

/// <summary>Each line of registration that the pages show, run to the letter in two containers: which tiers there are, and what the two share.</summary>
public sealed class RegistrationLineTests
{
    private RedisServer _server = null!;
    private ConnectionMultiplexer _connection = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await RedisServer.StartAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _connection.CloseAsync(allowCommandsToComplete: false);
        _connection.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public Task Memory_alone() => RunAsync("Memory", loads: 2, RedisLines.Memory);

    [Test]
    public Task Redis_alone() => RunAsync("Redis", loads: 1, RedisLines.Redis);

    [Test]
    public Task Hybrid() => RunAsync("Hybrid", loads: 1, RedisLines.Hybrid);

    [Test]
    public Task An_application_s_own_connection() => RunAsync("Hybrid", loads: 1, services => RedisLines.OwnConnection(services, _connection));

    [TestCase("Memory", 2)]
    [TestCase("Redis", 1)]
    [TestCase("Hybrid", 1)]
    public Task The_setting_Provider_picks(string provider, int loads) =>
        RunAsync(provider, loads, services => RedisLines.Chosen(services, Configuration(("Provider", provider), ("Redis:ConnectionString", _server.ConnectionString))));

    [Test]
    public Task Without_the_setting_all_that_was_added_is_used() =>
        RunAsync("Hybrid", loads: 1, services => RedisLines.Chosen(services, Configuration(("Redis:ConnectionString", _server.ConnectionString))));

    [Test]
    public void Settings_of_the_client_are_handed_through()
    {
        var services = new ServiceCollection();
        RedisLines.Client(services);
        using var provider = services.BuildServiceProvider();

        var client = RedisConfiguration.Client(provider.GetRequiredService<IOptions<RedisOptions>>().Value, null);

        Assert.That((client.Ssl, client.SslProtocols), Is.EqualTo((true, System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13)));
    }

    // two nodes ask twice each for what one load can give
    private async Task RunAsync(string tiers, int loads, Action<IServiceCollection> register)
    {
        var repository = new Repository();
        var log = new RecordingLog();
        var @namespace = $"lines-{Guid.NewGuid():N}";
        await using var here = Open(register, repository, log, @namespace);
        await using var there = Open(register, repository, log, @namespace);

        foreach (var node in (ServiceProvider[])[here, here, there, there])
        {
            var profile = await node.GetRequiredService<UserService>().GetUserProfileAsync("ada");
            Assert.That(profile, Is.EqualTo(new UserProfile("ada", "Ada")));
        }

        Assert.That(repository.Loads, Is.EqualTo(loads));
        Assert.That(log.Messages.Select(static message => message.Text), Has.Exactly(2).Contains($"provider {tiers},"));
    }

    // the port in the lines is that of a server that a reader has; the test's is another
    private ServiceProvider Open(Action<IServiceCollection> register, Repository repository, RecordingLog log, string @namespace)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILogger<ICache>>(log).AddSingleton<IUserRepository>(repository).AddSingleton<UserService>();
        register(services);
        services.Configure<CacheOptions>(options => options.Namespace = @namespace);
        services.PostConfigure<RedisOptions>(options => options.ConnectionString = _server.ConnectionString);
        return services.BuildServiceProvider();
    }

    private static IConfiguration Configuration(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(static one => KeyValuePair.Create("Cache:" + one.Name, (string?)one.Value))).Build();

    private sealed class Repository : IUserRepository
    {
        private int _loads;

        public int Loads => Volatile.Read(ref _loads);

        public Task<UserProfile?> FindAsync(string userId, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _loads);
            return Task.FromResult<UserProfile?>(new(userId, "Ada"));
        }

        public Task RenameAsync(string userId, string name, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
