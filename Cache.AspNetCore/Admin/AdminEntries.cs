using System.Globalization;
using System.Text;
using System.Text.Json;
using Cache.CompilerServices;
using Cache.Inspection;

namespace Cache.Admin;

/// <summary>The entries of one cache: keys, values, and what is done to them.</summary>
/// <remarks>An entry is named by its cache and the text of its key, so that nothing but entries can be named: what the protocol keeps beside them (sequences, versions, leases, locks, limits) is in no cache.</remarks>
internal sealed class AdminEntries(AdminCaches caches, AdminAudit audit)
{
    public async Task<AdminAnswer> KeysAsync(AdminCall call)
    {
        var (definition, opened) = Cache(call);
        var (pattern, limit) = (call.Pattern, call.Limit);
        var after = call.Text("cursor") is { } cursor ? Decoded(cursor) : null;
        var page = await opened.PageAsync(pattern, after, limit, call.Cancelled).ConfigureAwait(false);
        return AdminAnswer.Of(
            new KeysView(
                [.. page.Keys.Select(key => new KeyView(key.Key, caches.Arguments(definition, key.Key), Milliseconds(key.Left), key.Size, Tier(key.Tier)))],
                page.Next is { } next ? Encoded(next) : null),
            AdminJson.Default.KeysView);
    }

    public async Task<AdminAnswer> GetAsync(AdminCall call)
    {
        var (definition, opened) = Cache(call);
        var key = Key(call, definition, opened);
        var isHidden = caches.IsSensitive(definition);
        var entry = await opened.FindAsync(key, withValue: !isHidden).ConfigureAwait(false) ?? throw NoEntry(definition, key);
        return AdminAnswer.Of(
            new EntryView(
                key, caches.Arguments(definition, key), entry.Value, isHidden, !isHidden && entry.IsNull, entry.Note, Milliseconds(entry.Of.Left), entry.Of.Size, Tier(entry.Of.Tier), Math.Round(entry.Age.TotalMilliseconds),
                entry.Tags, entry.IsStale),
            AdminJson.Default.EntryView);
    }

    public async Task<AdminAnswer> SetAsync(AdminCall call)
    {
        var (definition, opened) = Cache(call);
        var key = Key(call, definition, opened);
        if (caches.IsSensitive(definition))
            throw AdminProblem.Refused($"The cache '{definition.Name}' is marked Sensitive: its values are neither shown nor taken here. Delete the entry, and the application makes it anew.");
        if (definition.Index == Responses.ResponseEntries.Definition.Index)
            throw AdminProblem.Bad("Responses are made by their routes, and cannot be edited. Delete the entry, and the next request makes it anew.");
        var body = await call.BodyAsync(AdminJson.Default.ValueBody).ConfigureAwait(false);
        if (body.Value.ValueKind == JsonValueKind.Undefined)
            throw AdminProblem.Bad("The body has no value. Send { \"value\": ..., \"ttl\": \"5m\" }; the value may be null, and without a ttl it is the policy's.");
        TimeSpan? ttl = body.Ttl is { } text ? AdminCall.Ttl(text) : null;
        if (!opened.IsEnabled)
            throw AdminProblem.Conflict($"The cache '{definition.Name}' is switched off (Enabled = false), so it keeps nothing. Switch it on first.");
        if (!await StoreAsync(opened, key, body.Value, ttl).ConfigureAwait(false))
        {
            throw AdminProblem.Missing(
                $"Nothing stands at the key '{key}' of the cache '{definition.Name}', and a value can be set at a new key only in a manual cache whose keys are strings, whole numbers or Guids. Call the method first, then edit its entry.");
        }
        audit.Set(call, call.CacheName, key, body.Ttl);
        return AdminAnswer.Nothing;
    }

    public async Task<AdminAnswer> TouchAsync(AdminCall call)
    {
        var (definition, opened) = Cache(call);
        var key = Key(call, definition, opened);
        var body = await call.BodyAsync(AdminJson.Default.TtlBody).ConfigureAwait(false);
        var ttl = AdminCall.Ttl(body.Ttl ?? "");
        if (await opened.FindAsync(key, withValue: false).ConfigureAwait(false) is null or { IsStale: true } || !await opened.TouchAsync(key, ttl).ConfigureAwait(false))
            throw NoEntry(definition, key);
        audit.TtlChanged(call, call.CacheName, key, body.Ttl!);
        return AdminAnswer.Nothing;
    }

    public async Task<AdminAnswer> DeleteAsync(AdminCall call)
    {
        var (definition, opened) = Cache(call);
        var key = Key(call, definition, opened);
        var result = Text(await opened.InvalidateAsync(key).ConfigureAwait(false));
        audit.Deleted(call, call.CacheName, key, result);
        return Answer(result);
    }

    public async Task<AdminAnswer> InvalidateAsync(AdminCall call)
    {
        var (_, opened) = Cache(call);
        switch (await call.BodyAsync(AdminJson.Default.InvalidateBody).ConfigureAwait(false))
        {
            case { Pattern: { } pattern, All: null }:
                var matched = Text(await opened.InvalidateMatchingAsync(AdminCall.Glob(pattern)).ConfigureAwait(false));
                audit.PatternInvalidated(call, call.CacheName, pattern, matched);
                return Answer(matched);
            case { Pattern: null, All: true }:
                var all = Text(await opened.InvalidateAllAsync().ConfigureAwait(false));
                audit.CacheInvalidated(call, call.CacheName, all);
                return Answer(all);
            default:
                throw AdminProblem.Bad("Send one of { \"pattern\": \"acme:*\" } and { \"all\": true }.");
        }
    }

    /// <summary>How far an invalidation has come, as the API says it.</summary>
    public static string Text(InvalidationResult result) => result == InvalidationResult.Applied ? "applied" : "queued";

    /// <summary>The answer of an invalidation.</summary>
    public static AdminAnswer Answer(string result) => AdminAnswer.Of(new ResultView(result), AdminJson.Default.ResultView);

    private static async ValueTask<bool> StoreAsync(ICacheInspection opened, string key, JsonElement value, TimeSpan? ttl)
    {
        try
        {
            return await opened.SetAsync(key, value, ttl).ConfigureAwait(false);
        }
        catch (JsonException failure)
        {
            throw AdminProblem.Bad($"The value is no {TypeNames.Of(opened.ValueType)}: {failure.Message}");
        }
        catch (NotSupportedException failure)
        {
            throw AdminProblem.Bad($"The values of this cache cannot be edited: {failure.Message}");
        }
    }

    private (CacheDefinition Definition, ICacheInspection Opened) Cache(AdminCall call)
    {
        var definition = caches.Find(call.CacheName);
        return (definition, caches.Open(definition));
    }

    private static string Key(AdminCall call, CacheDefinition definition, ICacheInspection opened)
    {
        var key = call.Key;
        if (KeyTextReader.IsKey(key, opened.Parts, definition.Parameters.Length))
            return key;
        var count = opened.Parts + definition.Parameters.Length;
        throw AdminProblem.Bad(string.Create(CultureInfo.InvariantCulture,
            $"'{key}' is no text of a key of the cache '{definition.Name}': that has {count} segments with ':' between them, in which %, braces and control characters are percent-encoded. Take it from GET .../keys, and encode it once more for the URL."));
    }

    private static AdminProblem NoEntry(CacheDefinition definition, string key) =>
        AdminProblem.Missing($"Nothing stands at the key '{key}' of the cache '{definition.Name}'. It has expired, or was invalidated, or was never loaded.");

    private static double? Milliseconds(TimeSpan left) => left == Timeout.InfiniteTimeSpan ? null : Math.Max(0, Math.Round(left.TotalMilliseconds));

    private static string Tier(InspectedTier tier) => tier switch
    {
        InspectedTier.Both => "both",
        InspectedTier.Shared => "shared",
        _ => "memory",
    };

    // the name of a key, so that it says nothing to whoever is tempted to write one
    private static string Encoded(string name) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name));

    private static string Decoded(string cursor)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromHexString(cursor));
        }
        catch (FormatException)
        {
            throw AdminProblem.Bad("The cursor is none that this API has given. Take it from the page before, and leave it out for the first.");
        }
    }
}
