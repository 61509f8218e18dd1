using Cache.CompilerServices;

namespace Cache.Tests.Keys;

internal static class Text
{
    /// <summary>The text of a value that is the only parameter.</summary>
    public static string Of<T>(T value) => KeyWriter.Write(value, static (T value, ref KeyWriter text) => text.Append(value), 1);

    /// <summary>The text of a value that is one of several parameters.</summary>
    public static string InKey<T>(T value) => KeyWriter.Write(value, static (T value, ref KeyWriter text) =>
    {
        text.Append(value);
        text.Append("");
    }, 2)[..^1];

    /// <summary>The text of a value in a tuple.</summary>
    public static string InTuple<T>(T value) => KeyWriter.Write(value, static (T value, ref KeyWriter text) =>
    {
        text.Open();
        text.Append(value);
        text.Close();
    }, 1)[1..^1];
}
