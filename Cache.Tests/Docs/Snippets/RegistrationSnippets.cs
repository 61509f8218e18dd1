using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Shop;

public static class RegistrationLines
{
    public static void InCode(IServiceCollection services)
    {
        // begin: in-code
        services.AddCache(options => options.Namespace = "shop").AddMemory(options => options.SizeLimit = "512MB");
        // end
    }

    public static void FromConfiguration(IServiceCollection services, IConfiguration configuration)
    {
        // begin: from-configuration
        services.AddCache(configuration.GetSection("Cache")).AddMemory();
        // end
    }

    public static void InMemoryCache(IServiceCollection services)
    {
        // begin: in-memory-cache
        services.AddMemoryCache(options => options.SizeLimit = 512 * 1024 * 1024);      // bytes
        services.AddCache().AddMemory(options => options.UseMemoryCache());
        // end
    }

    public static void Sizes(IServiceCollection services)
    {
        // begin: sizes
        services.AddCache().AddMemory(options => options
            .SizeOf<Thumbnail>(thumbnail => thumbnail.Width * thumbnail.Height * 4));
        // end
    }

    public static async Task UseCachesAsync(UserServiceCaches caches)
    {
        // begin: caches-class
        await caches.GetUserProfileCache.InvalidateAsync("user-123");       // no UserService at hand
        await caches.GetUserProfileCache.RefreshAsync("user-123");          // resolves one in a scope of its own
        // end
    }
}

public sealed class Thumbnail(int width, int height)
{
    public int Width => width;

    public int Height => height;
}
