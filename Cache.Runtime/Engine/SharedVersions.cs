using Cache.Coherence;
using Cache.SharedTier;
using Cache.Time;

namespace Cache.Engine;

/// <summary>Reads versions of the shared tier, and keeps them for one window: as long as an entry in memory may be served without asking.</summary>
internal sealed class SharedVersions(SharedNode node, Versions versions, CoarseClock clock)
{
    // the clock lags behind by up to a tick where the version is asked for, and by another where it is used
    private readonly long _window = (node.Window - (2 * CoarseClock.Resolution)).Ticks;

    /// <summary>The versions of some cells, as they were at some time not longer ago than the window, and before this call returns.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="anew">Whether they are read from the server in any case.</param>
    /// <exception cref="SharedStoreException">They could not be read.</exception>
    /// <returns>The versions, in the order of the cells. The array is not written to.</returns>
    public ValueTask<NamedVersion[]> ReadAsync(VersionCell[] cells, bool anew)
    {
        var at = clock.Now;
        if (!anew && cells.Length == 1 && cells[0].Known(at - _window) is { } alone)
            return new(alone);

        var read = new NamedVersion[cells.Length];
        List<int>? missing = null;
        for (var i = 0; i < cells.Length; i++)
        {
            if (!anew && cells[i].Known(at - _window) is { } known)
                read[i] = known[0];
            else
                (missing ??= []).Add(i);
        }
        return missing is null ? new(read) : ReadMissingAsync(cells, read, missing, at);
    }

    private async ValueTask<NamedVersion[]> ReadMissingAsync(VersionCell[] cells, NamedVersion[] read, List<int> missing, long at)
    {
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
    public ValueTask<bool> AreCurrentAsync(NamedVersion[] entry, NamedVersion[] declared)
    {
        // what has been read beside what is declared is the same array where an entry is under just that
        if (entry == declared)
            return new(true);
        var isCurrent = true;
        foreach (var version in declared)
        {
            if (!TryFind(entry, version.Name, out var held))
                return new(false);
            isCurrent &= held == version.Version;
        }
        return isCurrent && entry.Length == declared.Length ? new(true) : AreStillAsync(entry);
    }

    private async ValueTask<bool> AreStillAsync(NamedVersion[] entry)
    {
        // what is kept here may be behind what another node wrote, and holds nothing of what a load has named
        var now = await node.Store.GetVersionsAsync(Array.ConvertAll(entry, static version => version.Name)).ConfigureAwait(false);
        for (var i = 0; i < entry.Length; i++)
        {
            if (entry[i].Version != now[i])
                return false;
        }
        return true;
    }

    private static bool TryFind(NamedVersion[] versions, string name, out long version)
    {
        foreach (var one in versions)
        {
            if (one.Name == name)
            {
                version = one.Version;
                return true;
            }
        }
        version = 0;
        return false;
    }
}
