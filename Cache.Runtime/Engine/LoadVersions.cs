using Cache.Coherence;
using Cache.Dependencies;
using Cache.SharedTier;

namespace Cache.Engine;

/// <summary>The versions that the values of one cache are under in the shared tier: those that the declaration gives a key, read before its load begins, and those that only the load makes known.</summary>
internal sealed class LoadVersions<TKey, TValue>(SharedNode node, SharedEntries<TKey, TValue> entries, EntryVersions<TKey> versions)
    where TKey : notnull
{
    private readonly bool _takesContext = versions.TakesContext;

    /// <summary>What is to be known before a load begins: the versions of the declaration, and, where the load may name tags, the clock of tags behind them.</summary>
    /// <param name="cells">The cells of the key's groups and tags.</param>
    /// <param name="anew">Whether they are read from the server in any case.</param>
    /// <exception cref="SharedStoreException">They could not be read.</exception>
    public ValueTask<NamedVersion[]> BeforeAsync(VersionCell[]? cells, bool anew = false) =>
        // a clock of tags that is behind would keep the value of a load that names tags from being shared
        _takesContext ? entries.VersionsAsync([.. cells ?? [], versions.TagClock], anew: true) : entries.VersionsAsync(cells, anew);

    /// <summary>Of what was known before a load, the versions of the declaration.</summary>
    public NamedVersion[] Declared(NamedVersion[] known) => _takesContext ? known[..^1] : known;

    /// <summary>What the value of a load that has ended is under.</summary>
    /// <param name="known">What was known before it.</param>
    /// <param name="stamp">The sequence of this node when it began.</param>
    /// <param name="context">What it has said of its value; null where it takes none.</param>
    /// <param name="together">What it has read together with the loads of other keys; null where nobody wants to know.</param>
    /// <returns>The versions; null where one that is known only now may have moved while the load ran.</returns>
    /// <exception cref="SharedStoreException">They could not be read.</exception>
    public async ValueTask<NamedVersion[]?> AfterAsync(NamedVersion[] known, long stamp, CacheContext? context, ReadScope? together)
    {
        if (await WithTagsAsync(known, context).ConfigureAwait(false) is not { } under)
            return null;
        under = await WithReadsAsync(under, stamp, (context as ReadingContext)?.Reads).ConfigureAwait(false);
        return under is null ? null : await WithReadsAsync(under, stamp, together).ConfigureAwait(false);
    }

    // what the load has read may have been old on this node for as long as a message takes. So the versions of that are read, then the node waits until it has heard all that the server knew at that time; and if nothing of it has
    // moved here since the load began, those are the versions of what was read
    private async ValueTask<NamedVersion[]?> WithReadsAsync(NamedVersion[] under, long stamp, ReadScope? reads)
    {
        if (reads?.Close() is not { } cells)
            return under;
        if (!reads.IsShareable)
            return null;
        string[] names = [.. cells.Select(static cell => cell.Name).Except(under.Select(static version => version.Name))];
        var found = names.Length == 0 ? [] : await node.Store.GetVersionsAsync(names).ConfigureAwait(false);
        if (!await node.CatchUpAsync(cells).ConfigureAwait(false) || Array.Exists(cells, static cell => cell.IsChanging) || !Versions.Unmoved(cells, stamp))
            return null;
        return [.. under, .. names.Zip(found, static (name, version) => new NamedVersion(name, version))];
    }

    private async ValueTask<NamedVersion[]?> WithTagsAsync(NamedVersion[] known, CacheContext? context)
    {
        var under = Declared(known);
        if (context is null || context.Tags.Count == 0)
            return under;
        string[] names = [.. context.Tags.Select(tag => SharedNames.OfTag(node.Namespace, tag)).Distinct().Except(under.Select(static version => version.Name))];
        if (names.Length == 0)
            return under;
        // the clock moves before a tag does: one that is still where it was says that no version read just before has moved since the load began
        var named = await node.Store.GetVersionsAsync(names).ConfigureAwait(false);
        var clock = await node.Store.GetVersionsAsync([known[^1].Name]).ConfigureAwait(false);
        return clock[0] == known[^1].Version ? [.. under, .. names.Zip(named, static (name, version) => new NamedVersion(name, version))] : null;
    }
}
