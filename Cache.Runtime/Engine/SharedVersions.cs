using Cache.Coherence;
using Cache.SharedTier;
using Cache.Time;

namespace Cache.Engine;

/// <summary>Reads versions of the shared tier, and keeps them for one window: as long as an entry in memory may be served without asking.</summary>
internal sealed class SharedVersions(SharedNode node, Versions versions, CoarseClock clock)
{
    /// <summary>The versions of some cells, as they were at some time not longer ago than the window, and before this call returns.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="anew">Whether they are read from the server in any case.</param>
    /// <exception cref="SharedStoreException">They could not be read.</exception>
    public async ValueTask<NamedVersion[]> ReadAsync(VersionCell[] cells, bool anew)
    {
        var read = new NamedVersion[cells.Length];
        List<int>? missing = null;
        var at = clock.Now;
        for (var i = 0; i < cells.Length; i++)
        {
            if (!anew && cells[i].TryKnow(at - node.Window.Ticks, out var version))
                read[i] = new(cells[i].Name, version);
            else
                (missing ??= []).Add(i);
        }
        if (missing is null)
            return read;

        var stamp = versions.Sequence;
        var found = await node.Store.GetVersionsAsync([.. missing.Select(i => cells[i].Name)]).ConfigureAwait(false);
        for (var i = 0; i < missing.Count; i++)
        {
            var cell = cells[missing[i]];
            cell.Know(found[i], stamp, at);
            read[missing[i]] = new(cell.Name, found[i]);
        }
        return read;
    }

    /// <summary>Whether an entry is under the versions that its declaration gives it now, and none of them, nor of those that its load named, has moved since.</summary>
    /// <param name="entry">The versions in the entry.</param>
    /// <param name="declared">Those of its declaration, as <see cref="ReadAsync"/> gave them.</param>
    /// <exception cref="SharedStoreException">They could not be read.</exception>
    public async ValueTask<bool> AreCurrentAsync(NamedVersion[] entry, NamedVersion[] declared)
    {
        if (!declared.All(version => entry.Any(held => held.Name == version.Name)))
            return false;
        if (entry.All(declared.Contains))
            return true;
        // what is kept here may be behind what another node wrote
        var now = await node.Store.GetVersionsAsync([.. entry.Select(static version => version.Name)]).ConfigureAwait(false);
        return entry.Zip(now).All(static pair => pair.First.Version == pair.Second);
    }
}
