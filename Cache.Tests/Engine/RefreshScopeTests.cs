using Cache.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Engine;

public class RefreshScopeTests
{
    [Test]
    public async Task A_refresh_without_an_instance_runs_on_one_of_a_scope_of_its_own_which_ends_with_it()
    {
        await using var container = new Container(static services => services.AddScoped<Connection>().AddScoped<Service>());
        var cache = Service.Cache.In(container.Cache);

        var used = await cache.RefreshAsync(1);

        Assert.That(used.WasOpenInLoad, Is.True);
        Assert.That(used.IsDisposed, Is.True, "the scope has ended");
        Assert.That(container.Services.GetRequiredService<Connection>(), Is.Not.SameAs(used));
        Assert.That((await cache.TryGetAsync(1)).Value, Is.SameAs(used));
    }

    [Test]
    public async Task A_service_that_is_registered_by_its_interface_alone_is_made_and_disposed()
    {
        await using var container = new Container(static services => services.AddScoped<Connection>().AddScoped<IService, Service>());
        var cache = Service.Cache.In(container.Cache);

        var used = await cache.RefreshAsync(1);

        Assert.That(used.WasOpenInLoad, Is.True);
        Assert.That(used.IsDisposed, Is.True);
        Assert.That(used.Service!.IsDisposed, Is.True, "what the container did not make it does not dispose");
        Assert.That(used.Service.WasDisposedBeforeItsConnection, Is.True);
    }

    [Test]
    public async Task The_scope_ends_also_when_the_load_fails_or_the_service_cannot_be_made()
    {
        Connection? opened = null;
        await using var container = new Container(services => services.AddScoped(_ => opened = new Connection()).AddScoped<Failing>());
        var failing = Failing.Cache.In(container.Cache);
        var unmakeable = Unmakeable.Cache.In(container.Cache);

        Assert.That(async () => await failing.RefreshAsync(1), Throws.InvalidOperationException.With.Message.EqualTo("of the load"));
        Assert.That(opened!.IsDisposed, Is.True);
        Assert.That(async () => await unmakeable.RefreshAsync(1), Throws.InvalidOperationException.With.Message.EqualTo("of the constructor"));
        Assert.That(opened.IsDisposed, Is.True, "the scope was left open");
    }

    private static CacheDefinition<TService, int, Connection> Define<TService>(Func<TService, Connection> load) => new()
    {
        Name = typeof(TService).Name,
        Declaration = typeof(TService).Name,
        Parameters = ["id"],
        WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
        Load = async (service, _, _, _) =>
        {
            await Task.Yield();
            return load(service);
        },
    };

    private interface IService;

    private sealed class Connection : IAsyncDisposable
    {
        public bool IsDisposed { get; private set; }

        public bool WasOpenInLoad { get; set; }

        public Service? Service { get; set; }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return default;
        }
    }

    private sealed class Service(Connection connection) : IService, IAsyncDisposable
    {
        public static CacheDefinition<Service, int, Connection> Cache { get; } = Define<Service>(static service => service.Use());

        public bool IsDisposed { get; private set; }

        public bool WasDisposedBeforeItsConnection { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            WasDisposedBeforeItsConnection = !connection.IsDisposed;
            return default;
        }

        private Connection Use()
        {
            connection.WasOpenInLoad = !connection.IsDisposed && !IsDisposed;
            connection.Service = this;
            return connection;
        }
    }

    private sealed class Failing(Connection connection)
    {
        public static CacheDefinition<Failing, int, Connection> Cache { get; } = Define<Failing>(static service => service.Fail());

        private Connection Fail() => connection.IsDisposed ? connection : throw new InvalidOperationException("of the load");
    }

    private sealed class Unmakeable
    {
        public Unmakeable(Connection connection)
        {
            if (!connection.IsDisposed)
                throw new InvalidOperationException("of the constructor");
        }

        public static CacheDefinition<Unmakeable, int, Connection> Cache { get; } = Define<Unmakeable>(static _ => new());
    }
}
