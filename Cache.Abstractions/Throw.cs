using System.Diagnostics.CodeAnalysis;

namespace Cache;

// throws stand here so that the methods that check stay small enough to be inlined
internal static class Throw
{
    [DoesNotReturn]
    public static T NotADuration<T>(string? text) => throw new FormatException(
        $"'{text}' is not a duration. Write whole numbers with the units d, h, m, s, ms, from the largest to the smallest, such as \"500ms\", \"5m\", \"1h30m\", \"7d\", or \"never\".");

    [DoesNotReturn]
    public static T NotFound<T>() => throw new InvalidOperationException(
        "The cache held no value for this key. Ask Found or TryGet before reading Value.");

    [DoesNotReturn]
    public static T AnyArgument<T>() => throw new InvalidOperationException(
        "This argument stands for any value and has none of its own. Ask HasValue before reading Value.");

    [DoesNotReturn]
    public static T NoSetting<T>(string name, IEnumerable<string> known) => throw new KeyNotFoundException(
        $"A policy has no setting '{name}'. Its settings are: {string.Join(", ", known)}.");

    [DoesNotReturn]
    public static void EmptyKey(string cache, string parameter) => throw new ArgumentException(
        $"The key of the cache '{cache}' is an empty string, which names nothing. Check that it is set before the call.", parameter);

    [DoesNotReturn]
    public static void NullInList(string list, int position) => throw new ArgumentException(
        $"The list holds null at position {position}, which is no key. Leave it out.", list);

    [DoesNotReturn]
    public static T NoDictionary<T>(string declaration) => throw new InvalidOperationException(
        $"The Core method of {declaration} has returned null. Return a dictionary with what there is, or an empty one.");
}
