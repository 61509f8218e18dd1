using System.Globalization;
using Cache.Coherence;
using Cache.CompilerServices;

namespace Cache.Engine;

/// <summary>The versions that the entries of one cache are under: of the whole cache, of its groups, of tags.</summary>
internal sealed class EntryVersions<TKey>(Versions versions, IVersioned owner, Func<TKey, string[]>? tags, int[] groups, int parameters, KeyTexts<TKey> texts)
    where TKey : notnull
{
    /// <summary>The version of the whole cache. Every entry is under it, so no entry lists it.</summary>
    public VersionCell All { get; } = versions.Cell(owner, "");

    /// <summary>The stamp of a load that begins now.</summary>
    public long Sequence => versions.Sequence;

    /// <summary>The groups and declared tags of a key; null where there are none.</summary>
    public VersionCell[]? Of(TKey key)
    {
        var named = tags?.Invoke(key) ?? [];
        if (named.Length + groups.Length == 0)
            return null;

        var cells = new VersionCell[named.Length + groups.Length];
        for (var i = 0; i < named.Length; i++)
            cells[i] = versions.Cell(null, named[i]);
        if (groups.Length > 0)
            AddGroups(texts.Arguments(key), cells.AsSpan(named.Length));
        return cells;
    }

    /// <summary>The tags that a Core method named beside the declared ones; null where there are none.</summary>
    public VersionCell[]? Named(CacheContext? context) =>
        context is null || context.Tags.Count == 0 ? null : [.. context.Tags.Select(tag => versions.Cell(null, tag))];

    /// <summary>Whether neither the whole cache nor one of the cells has moved since a stamp.</summary>
    public bool Unmoved(VersionCell[]? cells, long stamp) => All.LastMoved <= stamp && Versions.Unmoved(cells, stamp);

    /// <summary>Invalidates the whole cache.</summary>
    public void MoveAll() => versions.Move(owner, "");

    /// <summary>Invalidates one group, if the only argument that a filter gives is one that entries are grouped by.</summary>
    public bool TryMoveGroup(KeyFilter filter)
    {
        var given = -1;
        for (var i = 0; i < filter.Segments.Count; i++)
        {
            if (filter.Segments[i] is null)
                continue;
            if (given >= 0)
                return false;
            given = i;
        }
        if (given < 0 || !groups.AsSpan().Contains(given))
            return false;
        versions.Move(owner, GroupName(given, filter.Segments[given]!));
        return true;
    }

    private void AddGroups(string arguments, Span<VersionCell> cells)
    {
        if (parameters == 1)
        {
            // the text of a key with one parameter is that argument's, and a ':' in it no separator
            cells.Fill(versions.Cell(owner, GroupName(0, arguments)));
            return;
        }

        var parameter = 0;
        foreach (var segment in arguments.AsSpan().Split(':'))
        {
            var place = groups.AsSpan().IndexOf(parameter);
            if (place >= 0)
                cells[place] = versions.Cell(owner, GroupName(parameter, arguments[segment]));
            parameter++;
        }
    }

    private static string GroupName(int parameter, string segment) => string.Create(CultureInfo.InvariantCulture, $"{parameter}:{segment}");
}
