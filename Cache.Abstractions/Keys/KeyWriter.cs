namespace Cache.CompilerServices;

// PLACEHOLDER until the Keys work lands: just enough for the engine to compile
/// <summary>x</summary>
public ref struct KeyWriter
{
    private readonly System.Text.StringBuilder _text;
    private readonly bool _single;
    private bool _any;
    internal KeyWriter(bool oneSegment) { _text = new(); _single = oneSegment; }
    /// <summary>x</summary>
    public void Append<T>(T value) { if (_any) _text.Append(':'); _any = true; _text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{value}"); }
    /// <summary>x</summary>
    public static string Write<T>(T value, KeyTextWriter<T> write, int segments) { var w = new KeyWriter(segments == 1); write(value, ref w); return w._text.ToString(); }
}
/// <summary>x</summary>
public sealed class KeyFilter(int parameters)
{
    private readonly List<string?> _segments = new(parameters);
    /// <summary>x</summary>
    public KeyFilter With<T>(CacheArg<T> argument, KeyTextWriter<T> write) { _segments.Add(argument.HasValue ? KeyWriter.Write(argument.Value, write, parameters) : null); return this; }
    /// <summary>x</summary>
    public IReadOnlyList<string?> Segments => _segments;
    /// <summary>x</summary>
    public bool IsEmpty => _segments.TrueForAll(s => s is null);
    /// <summary>x</summary>
    public bool Matches(ReadOnlySpan<char> arguments) { var parts = arguments.ToString().Split(':'); for (var i = 0; i < _segments.Count; i++) if (_segments[i] is { } s && s != parts[i]) return false; return true; }
}
/// <summary>x</summary>
public sealed class KeyGlob(string glob)
{
    /// <summary>x</summary>
    public bool Matches(ReadOnlySpan<char> text) => System.Text.RegularExpressions.Regex.IsMatch(text.ToString(), "^" + System.Text.RegularExpressions.Regex.Escape(glob).Replace("\\*", ".*", StringComparison.Ordinal) + "$");
}
