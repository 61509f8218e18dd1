using System.Security.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Shop;

public static class RedisLines
{
    public static void Memory(IServiceCollection services)
    {
        // begin: memory-alone
        services.AddCache().AddMemory();
        // end
    }

    public static void Redis(IServiceCollection services)
    {
        // begin: redis-alone
        services.AddCache().AddRedis("localhost:6379");
        // end
    }

    public static void Hybrid(IServiceCollection services)
    {
        // begin: hybrid
        services.AddCache().AddMemory().AddRedis("localhost:6379");
        // end
    }

    public static void Chosen(IServiceCollection services, IConfiguration configuration)
    {
        // begin: provider-picks
        services.AddCache(configuration.GetSection("Cache")).AddMemory().AddRedis();
        // end
    }

    public static void OwnConnection(IServiceCollection services, IConnectionMultiplexer multiplexer)
    {
        // begin: own-connection
        services.AddCache().AddMemory().AddRedis(multiplexer);
        // end
    }

    public static void Tls(IServiceCollection services)
    {
        // begin: redis-tls
        services.AddCache().AddMemory().AddRedis("rediss://:secret@redis.example.com:6380", options =>
        {
            options.Tls.CertificateAuthority = "/etc/shop/redis-authority.pem";
            options.Tls.ClientCertificate = "/etc/shop/shop.pem";
        });
        // end
    }

    public static void Client(IServiceCollection services)
    {
        // begin: redis-client
        services.AddCache().AddMemory().AddRedis("redis.example.com:6380,ssl=true", options =>
        {
            options.CommandTimeout = "500ms";
            options.ConfigureClient = client => client.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        });
        // end
    }

    public static void Health(IServiceCollection services)
    {
        // begin: health-check
        services.AddHealthChecks().AddCache();
        // end
    }
}
