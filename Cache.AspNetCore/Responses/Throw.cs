using System.Diagnostics.CodeAnalysis;

namespace Cache.Responses;

// throws stand here so that the methods that check stay small
internal static class Throw
{
    [DoesNotReturn]
    public static T BadDuration<T>(string name, string? text, string least) => throw new ArgumentException(
        $"CacheResponse: {name} is \"{text}\", which is no duration {least}. Write one such as \"30s\", \"5m\" or \"1h30m\".");

    [DoesNotReturn]
    public static void BadLimit(int limit) => throw new ArgumentException($"CacheResponse: BodyLimit is {limit}. Write the number of bytes, at least 1.");

    [DoesNotReturn]
    public static void EmptyName(string name) => throw new ArgumentException($"CacheResponse: {name} holds an empty text. Write a name, or leave it out.");

    [DoesNotReturn]
    public static void BadTag(string tag) => throw new ArgumentException(
        $"CacheResponse: the tag \"{tag}\" has a brace without its other half, or an empty one. Write a route value as {{id}}.");

    [DoesNotReturn]
    public static void BadRoute(string? route, Exception why) => throw new InvalidOperationException($"The route {route} is marked wrongly. {why.Message}", why);

    [DoesNotReturn]
    public static void UnknownRouteValue(string? route, string tag, string name, string known) => throw new InvalidOperationException(
        $"The route {route} is marked wrongly. CacheResponse: the tag \"{tag}\" names the route value '{name}', which the route does not have; it has {known}.");

    [DoesNotReturn]
    public static void AttributeOfHandler(string? route) => throw new InvalidOperationException(
        $"{route} has [CheckMatch], which only actions of controllers take. Write .CheckMatch() on the endpoint.");

    [DoesNotReturn]
    public static void NothingToMatch(string? route) => throw new InvalidOperationException(
        $"{route} is marked with CheckMatch, but no GET route of the same pattern and names of parameters is marked with CacheResponse, so that no tag would ever be known. Mark one, or leave CheckMatch out.");
}
