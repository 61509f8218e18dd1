using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>Some arguments of a cached method: it matches the keys that have them, whatever the others are.</summary>
/// <param name="parameters">The number of the method's parameters that belong to the key.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class KeyFilter(int parameters)
{
    private readonly string?[] _segments = new string?[parameters];
    private int _given;

    /// <summary>The text of each parameter's argument; null where any will do.</summary>
    /// <exception cref="InvalidOperationException">Not every parameter has been given.</exception>
    public IReadOnlyList<string?> Segments
    {
        get
        {
            DemandAll();
            return _segments;
        }
    }

    /// <summary>Whether no argument was given, so that the filter would match every key.</summary>
    /// <exception cref="InvalidOperationException">Not every parameter has been given.</exception>
    public bool IsEmpty
    {
        get
        {
            DemandAll();
            return Array.TrueForAll(_segments, static segment => segment is null);
        }
    }

    /// <summary>Makes a filter of argument texts, as another node has sent them.</summary>
    /// <param name="segments">The text of each parameter's argument; null where any will do.</param>
    /// <returns>The filter.</returns>
    public static KeyFilter Of(IReadOnlyList<string?> segments)
    {
        var filter = new KeyFilter(segments.Count) { _given = segments.Count };
        for (var index = 0; index < segments.Count; index++)
            filter._segments[index] = segments[index];
        return filter;
    }

    /// <summary>Gives the argument of the next parameter.</summary>
    /// <typeparam name="T">The parameter's type.</typeparam>
    /// <param name="argument">The argument, or any.</param>
    /// <param name="write">Writes the argument as it stands in the key: one segment.</param>
    /// <returns>This filter.</returns>
    /// <exception cref="InvalidOperationException">All parameters have been given already, or not exactly one segment was written.</exception>
    public KeyFilter With<T>(CacheArg<T> argument, KeyTextWriter<T> write)
    {
        if (_given == _segments.Length)
            KeyThrow.WrongParameters(_segments.Length, _given + 1);
        _segments[_given++] = argument.HasValue ? KeyWriter.Write(argument.Value, write, alone: _segments.Length == 1, expected: 1) : null;
        return this;
    }

    /// <summary>Whether a key has all the arguments that were given.</summary>
    /// <param name="arguments">The argument text of the key.</param>
    /// <returns>Whether the filter matches.</returns>
    /// <exception cref="InvalidOperationException">Not every parameter has been given.</exception>
    public bool Matches(ReadOnlySpan<char> arguments)
    {
        DemandAll();
        // alone, an argument may hold a ':' of its own
        if (_segments.Length <= 1)
            return _segments.Length == 0 ? arguments.IsEmpty : Matches(_segments[0], arguments);

        for (var index = 0; index < _segments.Length - 1; index++)
        {
            var end = arguments.IndexOf(':');
            if (end < 0 || !Matches(_segments[index], arguments[..end]))
                return false;
            arguments = arguments[(end + 1)..];
        }
        return !arguments.Contains(':') && Matches(_segments[^1], arguments);
    }

    private static bool Matches(string? wanted, ReadOnlySpan<char> segment) => wanted is null || segment.SequenceEqual(wanted);

    private void DemandAll()
    {
        if (_given != _segments.Length)
            KeyThrow.WrongParameters(_segments.Length, _given);
    }
}
