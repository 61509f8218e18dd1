using Cache;
using Microsoft.Extensions.DependencyInjection;

namespace Shop;

// begin: first-method
public partial class UserService(IUserRepository repository, ICache cache)
{
    [Cache(Name = "user-profile", Ttl = "5m")]
    public partial Task<UserProfile?> GetUserProfileAsync(string userId, CancellationToken cancellationToken = default);

    private Task<UserProfile?> GetUserProfileCoreAsync(string userId, CancellationToken cancellationToken) =>
        repository.FindAsync(userId, cancellationToken);

    [CacheInvalidate(nameof(GetUserProfileAsync))]
    public partial Task RenameAsync(string userId, string name, CancellationToken cancellationToken = default);

    private Task RenameCoreAsync(string userId, string name, CancellationToken cancellationToken) =>
        repository.RenameAsync(userId, name, cancellationToken);
}
// end

public sealed record UserProfile(string Id, string Name);

public interface IUserRepository
{
    Task<UserProfile?> FindAsync(string userId, CancellationToken cancellationToken);

    Task RenameAsync(string userId, string name, CancellationToken cancellationToken);
}

public static class Registration
{
    public static void Register(IServiceCollection services)
    {
        // begin: registration
        services.AddCache().AddMemory();
        services.AddScoped<UserService>();
        // end
    }

    public static async Task UseAsync(UserService users)
    {
        // begin: accessor
        await users.GetUserProfileCache.InvalidateAsync("user-123");                        // the arguments of the method, typed
        await users.GetUserProfileCache.SetAsync("user-123", new("user-123", "Ada"));
        var known = await users.GetUserProfileCache.TryGetAsync("user-123");                // looks, loads nothing
        var key = users.GetUserProfileCache.Key("user-123");                                // app:user-profile:user-123
        // end
        _ = (known, key);
    }
}
