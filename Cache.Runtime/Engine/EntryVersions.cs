using Cache.Coherence;
using Cache.CompilerServices;
using Cache.SharedTier;

namespace Cache.Engine;

/// <summary>The versions that the entries of one cache are under: of the whole cache, of its groups, of tags.</summary>
internal sealed class EntryVersions<TKey>(Versions versions, IVersioned owner, CacheDefinition definition, Func<TKey, string[]>? tags, KeyTexts<TKey> texts)
    where TKey : notnull
{
    private readonly int[] _groups = definition.Groups;

    /// <summary>The version of the whole cache. Every entry is under it, so no entry lists it.</summary>
    public VersionCell All { get; } = versions.Cell(owner, SharedNames.OfAll(texts.Prefix));

    /// <summary>Whether a load may name tags beside the declared ones.</summary>
    public bool TakesContext => definition.TakesContext;

    /// <summary>In the shared tier, the version that moves before that of any tag does.</summary>
    public VersionCell TagClock { get; } = versions.Cell(null, SharedNames.TagClockIn(texts.Namespace));

    /// <summary>The stamp of a load that begins now.</summary>
    public long Sequence => versions.Sequence;

    /// <summary>The groups and declared tags of a key; null where there are none.</summary>
    public VersionCell[]? Of(TKey key)
    {
        var named = tags?.Invoke(key) ?? [];
        if (named.Length + _groups.Length == 0)
            return null;

        var cells = new VersionCell[named.Length + _groups.Length];
        for (var i = 0; i < named.Length; i++)
            cells[i] = TagCell(named[i]);
        if (_groups.Length > 0)
            AddGroups(texts.Arguments(key), cells.AsSpan(named.Length));
        return cells;
    }

    /// <summary>The tags that a Core method named beside the declared ones; null where there are none.</summary>
    public VersionCell[]? Named(CacheContext? context) =>
        context is null || context.Tags.Count == 0 ? null : Named(context.Tags);

    /// <summary>Tags as a call has written them.</summary>
    public VersionCell[] Named(IReadOnlyList<string> tags) => [.. tags.Select(TagCell)];

    /// <summary>A tag by its full name.</summary>
    public VersionCell Named(string name) => versions.Cell(null, name);

    /// <summary>Whether neither the whole cache nor one of the cells has moved since a stamp.</summary>
    public bool Unmoved(VersionCell[]? cells, long stamp) => All.LastMoved <= stamp && Versions.Unmoved(cells, stamp);

    /// <summary>Invalidates all that is under a version of this cache.</summary>
    /// <param name="name">The full name.</param>
    public void Move(string name) => versions.Move(owner, name);

    /// <summary>The name of the group that a filter means, if the only argument that it gives is one that entries are grouped by.</summary>
    public string? GroupOf(KeyFilter filter)
    {
        var given = -1;
        for (var i = 0; i < filter.Segments.Count; i++)
        {
            if (filter.Segments[i] is null)
                continue;
            if (given >= 0)
                return null;
            given = i;
        }
        return given >= 0 && _groups.AsSpan().Contains(given) ? SharedNames.OfGroup(texts.Prefix, given, filter.Segments[given]!) : null;
    }

    private void AddGroups(string arguments, Span<VersionCell> cells)
    {
        if (definition.Parameters.Length == 1)
        {
            // the text of a key with one parameter is that argument's, and a ':' in it no separator
            cells.Fill(versions.Cell(owner, SharedNames.OfGroup(texts.Prefix, 0, arguments)));
            return;
        }

        var parameter = 0;
        foreach (var segment in arguments.AsSpan().Split(':'))
        {
            var place = _groups.AsSpan().IndexOf(parameter);
            if (place >= 0)
                cells[place] = versions.Cell(owner, SharedNames.OfGroup(texts.Prefix, parameter, arguments[segment]));
            parameter++;
        }
    }

    private VersionCell TagCell(string tag) => versions.Cell(null, SharedNames.OfTag(texts.Namespace, tag));
}
