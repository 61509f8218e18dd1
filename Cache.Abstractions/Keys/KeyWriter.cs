using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Cache.CompilerServices;

/// <summary>Writes the argument text of a key: its segments, with <c>:</c> between them.</summary>
/// <remarks>
/// <para>
/// Each <c>Append</c> outside of <see cref="Open"/> to <see cref="Close"/> is one segment, and so is each <see cref="Open"/> to <see cref="Close"/>
/// with all that stands between. Keys of one shape have the same text only when they are equal.
/// </para>
/// <para>
/// <c>text.Append(value)</c> finds the right overload for a value of any static type: those for nullables, <see cref="KeyPart{T}"/> and
/// <see cref="KeyList{T}"/> are more specific than the one for any <c>T</c>, and the one for strings is not generic. Value tuples need no
/// writer; their members are found at run time. Only lists with a writer of their own have a name of their own, <c>AppendList</c>.
/// </para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct KeyWriter
{
    private const int OnStack = 256;

    private KeyBuffer _text;
    private readonly bool _alone;
    private int _depth;
    private int _segments;

    // whether something stands before the next part at this depth; a separator goes between
    private bool _follows;

    internal KeyWriter(Span<char> initial, bool alone)
    {
        _text = new KeyBuffer(initial);
        _alone = alone;
    }

    /// <summary>Gives the argument text of a key.</summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="write">Writes each parameter of the key.</param>
    /// <param name="segments">The number of parameters in the key. With one, <c>:</c> in it needs no encoding.</param>
    /// <returns>The segments with <c>:</c> between them; empty for a key without parameters.</returns>
    /// <exception cref="InvalidOperationException">Another number of segments was written, or an <see cref="Open"/> has no <see cref="Close"/>.</exception>
    /// <exception cref="NotSupportedException">A value has no text that could stand in a key.</exception>
    public static string Write<TKey>(TKey key, KeyTextWriter<TKey> write, int segments) => Write("", key, write, segments == 1, segments);

    /// <summary>Gives the argument text of a key behind another text.</summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <param name="before">What stands before it, as it is.</param>
    /// <param name="key">The key.</param>
    /// <param name="write">Writes each parameter of the key.</param>
    /// <param name="segments">The number of parameters in the key. With one, <c>:</c> in it needs no encoding.</param>
    /// <returns>The text before, and the segments with <c>:</c> between them.</returns>
    /// <exception cref="InvalidOperationException">Another number of segments was written, or an <see cref="Open"/> has no <see cref="Close"/>.</exception>
    /// <exception cref="NotSupportedException">A value has no text that could stand in a key.</exception>
    public static string Write<TKey>(string before, TKey key, KeyTextWriter<TKey> write, int segments) => Write(before, key, write, segments == 1, segments);

    /// <summary>Writes <paramref name="expected"/> segments as they stand in a key that has one (<paramref name="alone"/>) or several.</summary>
    internal static string Write<TKey>(TKey key, KeyTextWriter<TKey> write, bool alone, int expected) => Write("", key, write, alone, expected);

    private static string Write<TKey>(string before, TKey key, KeyTextWriter<TKey> write, bool alone, int expected)
    {
        var text = new KeyWriter(stackalloc char[OnStack], alone);
        try
        {
            text._text.Append(before);
            write(key, ref text);
            if (text._depth != 0)
                KeyThrow.Unbalanced();
            if (text._segments != expected)
                KeyThrow.WrongSegments(expected, text._segments);
            return text._text.Text.ToString();
        }
        finally
        {
            text._text.Return();
        }
    }

    /// <summary>Writes a string, or <c>%null</c>.</summary>
    /// <param name="value">The string.</param>
    public void Append(string? value)
    {
        if (value is null)
        {
            AppendNull();
            return;
        }
        Begin();
        KeyEscape.Write(ref _text, value, Place);
    }

    /// <summary>Writes a value of a supported type, a value tuple of such, or anything that is <see cref="ISpanFormattable"/>; null is <c>%null</c>.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <exception cref="NotSupportedException">The value has no text that could stand in a key.</exception>
    public void Append<T>(T value)
    {
        switch (value)
        {
            case null:
                AppendNull();
                break;
            case IKeyText part:
                part.WriteTo(ref this);
                break;
            case ITuple tuple and ValueType and not ISpanFormattable:
                AppendTuple(tuple);
                break;
            default:
                Begin();
                KeyScalar.Write(ref _text, value, Place);
                break;
        }
    }

    /// <summary>Writes a value, or <c>%null</c>.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <exception cref="NotSupportedException">The value has no text that could stand in a key.</exception>
    public void Append<T>(T? value)
        where T : struct
    {
        if (value is { } present)
            Append(present);
        else
            AppendNull();
    }

    /// <summary>Writes a value.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    public void Append<T>(KeyPart<T> value) => Append<T>(value.Value);

    /// <summary>Writes a value, or <c>%null</c>.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    public void Append<T>(KeyPart<T>? value)
    {
        if (value is { } present)
            Append<T>(present.Value);
        else
            AppendNull();
    }

    /// <summary>Writes a list: <c>[a,b]</c>, <c>%empty</c> without elements, <c>%null</c> where there is none.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="value">The list.</param>
    public void Append<T>(KeyList<T> value) => AppendList(value.Value, static (T element, ref KeyWriter text) => text.Append<T>(element));

    /// <summary>Writes a list whose elements have a writer of their own.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="value">The list.</param>
    /// <param name="write">Writes one element, with one <c>Append</c> or one <see cref="Open"/> to <see cref="Close"/>.</param>
    public void AppendList<T>(KeyList<T> value, KeyTextWriter<T> write) => AppendList(value.Value, write);

    /// <summary>Writes a list whose elements have a writer of their own.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="values">The list.</param>
    /// <param name="write">Writes one element, with one <c>Append</c> or one <see cref="Open"/> to <see cref="Close"/>.</param>
    public void AppendList<T>(IReadOnlyList<T>? values, KeyTextWriter<T> write)
    {
        if (values is null)
        {
            AppendNull();
            return;
        }
        OpenList();
        for (var index = 0; index < values.Count; index++)
            write(values[index], ref this);
        CloseList();
    }

    /// <summary>Writes <c>%null</c>.</summary>
    public void AppendNull()
    {
        Begin();
        _text.Append("%null");
    }

    /// <summary>Begins a tuple or an object: its members follow, then <see cref="Close"/>.</summary>
    public void Open() => Descend('(');

    /// <summary>Ends a tuple or an object.</summary>
    /// <exception cref="InvalidOperationException">None was begun.</exception>
    public void Close() => Ascend(')');

    /// <summary>Begins a list: its elements follow, then <see cref="CloseList"/>.</summary>
    public void OpenList() => Descend('[');

    /// <summary>Ends a list; one without elements becomes <c>%empty</c>, which is not the list of one empty string.</summary>
    /// <exception cref="InvalidOperationException">None was begun.</exception>
    public void CloseList()
    {
        if (_follows || _depth == 0)
        {
            Ascend(']');
            return;
        }
        _text.RemoveLast();
        _text.Append("%empty");
        _depth--;
        _follows = true;
    }

    private readonly KeyPlace Place => _depth > 0 ? KeyPlace.Member : _alone ? KeyPlace.Alone : KeyPlace.Segment;

    private void AppendTuple(ITuple tuple)
    {
        Open();
        for (var index = 0; index < tuple.Length; index++)
            Append<object?>(tuple[index]);
        Close();
    }

    private void Descend(char bracket)
    {
        Begin();
        _text.Append(bracket);
        _depth++;
        _follows = false;
    }

    private void Ascend(char bracket)
    {
        if (_depth == 0)
            KeyThrow.Unbalanced();
        _text.Append(bracket);
        _depth--;
        _follows = true;
    }

    private void Begin()
    {
        if (_follows)
            _text.Append(_depth > 0 ? ',' : ':');
        if (_depth == 0)
            _segments++;
        _follows = true;
    }
}
