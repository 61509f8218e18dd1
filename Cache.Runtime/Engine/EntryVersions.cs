using Cache.Coherence;
using Cache.CompilerServices;
using Cache.Dependencies;
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

    /// <summary>Whether anything may depend on what it has read.</summary>
    public bool Tracks => versions.Tracks;

    /// <summary>Whether what a load is under may be known only when it ends.</summary>
    public bool GrowsInLoads => definition.TakesContext || versions.Tracks;

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

    /// <summary>The tags that a load has named, and the versions that it is under because of what it has read of other caches; null where there are neither.</summary>
    public VersionCell[]? Named(CacheContext? context, ReadScope? batch)
    {
        var (named, read, together) = (Named(context), (context as ReadingContext)?.Reads.Close(), batch?.Close());
        return read is null && together is null ? named : [.. named ?? [], .. read ?? [], .. together ?? []];
    }

    /// <summary>Notes that a key is about to be read.</summary>
    /// <param name="scope">Where it is noted.</param>
    /// <param name="key">The key.</param>
    public void Note(ReadScope scope, TKey key)
    {
        if (!scope.Note(SharedNames.OfKey(texts.Shared(key, out _))))
            return;
        scope.Note(All.Name);
        scope.Note(SharedNames.OfScan(texts.Prefix));
        foreach (var cell in Of(key) ?? [])
            scope.Note(cell.Name);
    }

    /// <summary>Invalidates what has read a key.</summary>
    public void MoveReadersOf(TKey key)
    {
        if (versions.Tracks)
            versions.MoveTracked(SharedNames.OfKey(texts.Shared(key, out _)));
    }

    /// <summary>Invalidates what has read a key, by its text in the shared tier.</summary>
    public void MoveReadersOfText(string text)
    {
        if (versions.Tracks)
            versions.MoveTracked(SharedNames.OfKey(text));
    }

    /// <summary>Invalidates what has read any key.</summary>
    public void MoveReaders()
    {
        if (versions.Tracks)
            versions.MoveTracked(SharedNames.OfScan(texts.Prefix));
    }

    /// <summary>A change of this node's own goes to the shared tier.</summary>
    public VersionCell? BeginChange(SharedChange change) => versions.Tracks ? versions.BeginChange(change.Tracked) : null;

    /// <summary>Tags as a call has written them.</summary>
    public VersionCell[] Named(IReadOnlyList<string> tags) => [.. tags.Select(TagCell)];

    /// <summary>A version that an entry names beside those of its declaration: a tag, or what its load has read.</summary>
    public VersionCell Named(string name) => SharedNames.IsTag(name) ? versions.Cell(null, name) : versions.Track(name);

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
