using Cache;

namespace Shop;

// begin: manual
public partial class SessionService(ICache cache)
{
    [Cache(Name = "sessions", Ttl = "1h")]
    public partial ICache<string, Session> Sessions { get; }

    public async Task<string> CreateAsync(string userId)
    {
        var id = Guid.NewGuid().ToString("N");
        await Sessions.SetAsync(id, new Session(userId));
        return id;
    }

    public async Task<Session?> FindAsync(string id) =>
        (await Sessions.TryGetAsync(id)).TryGet(out var session) ? session : null;

    public async Task EndAsync(string id) => await Sessions.InvalidateAsync(id);
}
// end

public sealed record Session(string UserId);

public static class Sessions
{
    public static async Task ShowAsync(SessionService service, ICacheWarmer database)
    {
        var sessions = service.Sessions;
        // begin: manual-members
        await sessions.SetAsync("a", new("ada"), TimeSpan.FromMinutes(5));             // a time of its own
        await sessions.SetAsync("b", new("bob"), Timeout.InfiniteTimeSpan);            // without expiry
        var exists = await sessions.ExistsAsync("a");
        var isAda = await sessions.ExistsAsync("a", new Session("ada"));               // with this very value
        var session = await sessions.GetOrCreateAsync("c", async (id, token) => await database.LoadAsync(id, token));
        var fresh = await sessions.RefreshAsync("c", async (id, token) => await database.LoadAsync(id, token));
        await sessions.InvalidateMatchingAsync("user:*:sessions");
        // end
        // begin: manual-lives
        TimeSpan? left = await sessions.GetTimeToLiveAsync("a");                       // null: not there; Timeout.InfiniteTimeSpan: no expiry
        bool isThere = await sessions.TouchAsync("a", TimeSpan.FromMinutes(5));        // five minutes from now, if it is there
        await foreach (var page in sessions.KeysAsync("user:*", pageSize: 100))
        {
            foreach (var (text, timeToLive) in page)
                Console.WriteLine($"{text} lives for {timeToLive}");
        }
        // end
        _ = (left, isThere);
        _ = (exists, isAda, session, fresh);
    }
}

public interface ICacheWarmer
{
    Task<Session> LoadAsync(string id, CancellationToken cancellationToken);
}
