using System.Buffers;

namespace Cache.Engine;

// namespaces and names of caches stand in keys without escapes
internal static class CacheNames
{
    private static readonly SearchValues<char> s_allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsValid(string? name) =>
        !string.IsNullOrEmpty(name) && name.AsSpan().IndexOfAnyExcept(s_allowed) < 0;
}
