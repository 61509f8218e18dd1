using System.Text.Json;
using Cache.CompilerServices;
using Cache.SharedTier;

namespace Cache.Inspection;

/// <summary>One cache as an operator sees it, who knows no typed keys: by the text of its keys, which is what follows <c>namespace:name:</c>. Nothing here counts as a hit or a miss.</summary>
/// <remarks>Where there is a shared tier, every member but the simple properties throws <see cref="SharedStoreException"/> when that cannot be asked.</remarks>
internal interface ICacheInspection
{
    /// <summary>The type of the values.</summary>
    Type ValueType { get; }

    /// <summary>How many ambient values stand in the keys, before the arguments.</summary>
    int Parts { get; }

    /// <summary>Whether the cache is used at all. One that is off holds nothing and takes nothing.</summary>
    bool IsEnabled { get; }

    /// <summary>A page of the keys of live values, in the order of their texts.</summary>
    /// <param name="glob">What their arguments are to match.</param>
    /// <param name="after">Where the page before has ended; null for the first.</param>
    /// <param name="limit">How many keys a page has at most.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    Task<InspectedPage> PageAsync(KeyGlob glob, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>What stands at a key.</summary>
    /// <param name="key">The key's text.</param>
    /// <param name="withValue">Whether its value is wanted.</param>
    /// <returns>The entry; null where there is none.</returns>
    ValueTask<InspectedEntry?> FindAsync(string key, bool withValue);

    /// <summary>Stores a value in the place of the one that stands at a key, with its tags; in a manual cache whose keys are plain, at a key where nothing stands too.</summary>
    /// <param name="key">The key's text.</param>
    /// <param name="json">The value.</param>
    /// <param name="ttl">Its time to live; null is the policy's.</param>
    /// <returns>Whether it has been stored: false where nothing stands there, and the text does not tell the typed key.</returns>
    /// <exception cref="JsonException">It is not the JSON of such a value.</exception>
    /// <exception cref="NotSupportedException">The values of this cache cannot be written as JSON.</exception>
    ValueTask<bool> SetAsync(string key, JsonElement json, TimeSpan? ttl);

    /// <summary>Gives the value at a key a new time to live.</summary>
    /// <returns>Whether there is a live one.</returns>
    ValueTask<bool> TouchAsync(string key, TimeSpan ttl);

    /// <summary>Invalidates the entry at a key.</summary>
    ValueTask<InvalidationResult> InvalidateAsync(string key);

    /// <summary>Invalidates the entries whose arguments a glob matches.</summary>
    ValueTask<InvalidationResult> InvalidateMatchingAsync(KeyGlob glob);

    /// <summary>Invalidates the whole cache.</summary>
    ValueTask<InvalidationResult> InvalidateAllAsync();
}

/// <summary>A page of keys.</summary>
/// <param name="Keys">The keys. They may be fewer than were asked for while others follow.</param>
/// <param name="Next">Where the next page begins; null where none follows.</param>
internal sealed record InspectedPage(IReadOnlyList<InspectedKey> Keys, string? Next);

/// <summary>A live value, as a listing tells of it.</summary>
/// <param name="Key">The key's text.</param>
/// <param name="Left">How long it still lives; infinite where it does not expire.</param>
/// <param name="Size">Its bytes: as stored in the shared tier, else as memory measures them; zero where nobody does.</param>
/// <param name="Tier">Where it is.</param>
internal sealed record InspectedKey(string Key, TimeSpan Left, long Size, InspectedTier Tier);

/// <summary>What stands at a key.</summary>
/// <param name="Of">What a listing tells of it.</param>
/// <param name="Age">How long ago its load began; of what is in memory alone, how long ago it came there, in whole seconds.</param>
/// <param name="Tags">Its tags, declared or named by its load.</param>
/// <param name="IsStale">Whether its time is over, and it is kept to be served where a load fails.</param>
/// <param name="IsNull">Whether its value is null.</param>
/// <param name="Value">Its value as JSON; null where it was not asked for.</param>
/// <param name="Note">What is to be said of that JSON; null where it is the value as the application's serializer writes it.</param>
internal sealed record InspectedEntry(InspectedKey Of, TimeSpan Age, string[] Tags, bool IsStale, bool IsNull, JsonElement? Value, string? Note);

/// <summary>Where an entry is: in this node's memory, in the shared tier, or in both.</summary>
[Flags]
internal enum InspectedTier
{
    Memory = 1,
    Shared = 2,
    Both = Memory | Shared,
}
