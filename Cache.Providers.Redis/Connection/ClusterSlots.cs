using System.Globalization;

namespace Cache.Connection;

/// <summary>Who owns which slots, from the text of CLUSTER NODES: <c>id address flags master ping pong epoch state slots...</c>, one line a node.</summary>
internal sealed class ClusterSlots
{
    private const int FieldsBeforeSlots = 8;

    private readonly List<(int First, int Last, string Node)> _ranges = [];
    private readonly HashSet<int> _moving = [];

    public ClusterSlots(string nodes)
    {
        foreach (var line in nodes.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var fields = line.Split(' ');
            foreach (var slots in fields.Skip(FieldsBeforeSlots))
                Add(fields[0], slots);
        }
    }

    /// <summary>The id of the node that owns a slot; null while the slot is moved, or where nobody does.</summary>
    public string? OwnerOf(int slot) =>
        _moving.Contains(slot) ? null : _ranges.Find(range => slot >= range.First && slot <= range.Last).Node;

    // "5", "0-5460", or, while a slot is moved, "[5->-id]" and "[5-<-id]"
    private void Add(string node, string slots)
    {
        if (slots.StartsWith('['))
        {
            _moving.Add(Number(slots.AsSpan(1, slots.IndexOf('-', StringComparison.Ordinal) - 1)));
            return;
        }
        var dash = slots.IndexOf('-', StringComparison.Ordinal);
        var first = Number(dash < 0 ? slots : slots.AsSpan(0, dash));
        _ranges.Add((first, dash < 0 ? first : Number(slots.AsSpan(dash + 1)), node));
    }

    private static int Number(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
