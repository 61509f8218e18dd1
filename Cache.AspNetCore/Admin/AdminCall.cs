using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cache.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cache.Admin;

/// <summary>A request to the API: what it says, read and checked.</summary>
internal sealed class AdminCall(HttpContext context)
{
    private const int MostKeys = 500;

    public HttpContext Context => context;

    public CancellationToken Cancelled => context.RequestAborted;

    /// <summary>Who calls, for the log and for himself.</summary>
    public string User => UserOf(context);

    public string CacheName => (string)context.GetRouteValue("name")!;

    /// <summary>The text of a key. An empty one is a key too, of a cache without parameters; it is not left out.</summary>
    public string Key => Text("key") ?? throw AdminProblem.Bad("The query names no key. Write ?key= and the key's text, percent-encoded, as GET .../keys gives it.");

    /// <summary>The pattern; everything where there is none.</summary>
    public KeyGlob Pattern => Glob(Text("pattern") ?? "*");

    public int Limit
    {
        get
        {
            if (Text("limit") is not { } text)
                return 50;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= MostKeys
                ? limit
                : throw AdminProblem.Bad($"limit is \"{text}\". Write a whole number from 1 to {MostKeys}, or leave it out for 50.");
        }
    }

    public static string UserOf(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : "anonymous";

    /// <summary>A parameter of the query; null where it is left out.</summary>
    public string? Text(string name) => context.Request.Query[name] switch
    {
        [] => null,
        [var one] => one ?? "",
        _ => throw AdminProblem.Bad($"The query names {name} more than once. Write it once."),
    };

    public static KeyGlob Glob(string pattern) => pattern.Length == 0
        ? throw AdminProblem.Bad("The pattern is empty and would match nothing. Write one such as acme:* , where * is any run of characters and \\* a star; * alone is everything.")
        : pattern.Any(char.IsControl)
            ? throw AdminProblem.Bad("The pattern holds a control character, which stands in no key: keys have them encoded, as in %0A.")
            : new(pattern);

    /// <summary>A time to live as text.</summary>
    public static TimeSpan Ttl(string text) => CacheDuration.TryParse(text, out var ttl) && (ttl > TimeSpan.Zero || ttl == Timeout.InfiniteTimeSpan)
        ? ttl
        : throw AdminProblem.Bad($"ttl is \"{text}\". Write a duration above zero, such as \"500ms\", \"5m\", \"1h30m\" or \"7d\", or \"never\".");

    public async Task<T> BodyAsync<T>(JsonTypeInfo<T> type)
    {
        if (!context.Request.HasJsonContentType())
            throw new AdminProblem(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", "The body is no JSON. Send it with Content-Type: application/json.");
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, Cancelled).ConfigureAwait(false)
                ?? throw AdminProblem.Bad("The body is null. Send an object, as GET .../openapi.json describes it.");
        }
        catch (JsonException failure)
        {
            throw AdminProblem.Bad($"The body cannot be read: {failure.Message} Send an object, as GET .../openapi.json describes it.");
        }
        catch (BadHttpRequestException failure)
        {
            throw new AdminProblem(failure.StatusCode, "Bad request", failure.Message);
        }
    }
}
