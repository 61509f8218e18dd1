using System.Text;

namespace Cache.Generators.Emitting;

/// <summary>Writes indented source. Texts of several lines are indented line by line.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _opensBlock = true;

    /// <summary>Writes lines, at the indentation of the block.</summary>
    public void Write(string lines)
    {
        foreach (var line in lines.Split('\n'))
        {
            if (line.Length > 0)
                _text.Append(' ', _depth * 4).Append(line.TrimEnd('\r'));
            _text.Append('\n');
        }
        _opensBlock = false;
    }

    /// <summary>Writes lines with an empty one before them, but for the first of a block.</summary>
    public void Member(string lines)
    {
        Gap();
        Write(lines);
    }

    /// <summary>Writes an empty line, but at the beginning of a block.</summary>
    public void Gap()
    {
        if (!_opensBlock)
            _text.Append('\n');
        _opensBlock = true;
    }

    /// <summary>Opens a block in braces; disposing closes it.</summary>
    public Scope Block(string header, string end = "}")
    {
        Write(header + "\n{");
        _depth++;
        _opensBlock = true;
        return new(this, end);
    }

    public override string ToString() => _text.ToString();

    private void Close(string end)
    {
        _depth--;
        Write(end);
    }

    internal readonly struct Scope(SourceWriter writer, string end) : IDisposable
    {
        public void Dispose() => writer.Close(end);
    }
}
