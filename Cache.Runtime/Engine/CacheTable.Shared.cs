using Cache.Coherence;
using Cache.Dependencies;
using Cache.SharedTier;
using Cache.Telemetry;

namespace Cache.Engine;

// looks in the shared tier that load nothing, and what other nodes have dropped
internal sealed partial class CacheTable<TService, TKey, TValue>
{
    private async ValueTask<CacheResult<TValue>> TryGetSharedAsync(SharedEntries<TKey, TValue> shared, TKey key, ReadScope? reads = null)
    {
        try
        {
            var finding = await _traces.SharedAsync(
                "cache.shared.get", _traces.TellsKeys ? _texts.Shared(key, out _) : null, (shared, key), static look => look.shared.ReadAsync(look.key),
                static finding => finding.Verdict == SharedVerdict.Live ? SharedOutcomes.Hit : SharedOutcomes.Miss).ConfigureAwait(false);
            if (finding.Verdict != SharedVerdict.Live)
            {
                Interlocked.Increment(ref _sharedLooksMissed);
                return default;
            }
            Interlocked.Increment(ref _sharedLooks);
            reads?.Add(finding.Named);
            return new(finding.Value);
        }
        catch (SharedStoreException)
        {
            // the store has told of it; here it means that nothing is known
            Interlocked.Increment(ref _sharedFailures);
            return default;
        }
    }

    private async ValueTask<bool> ExistsSharedAsync(SharedEntries<TKey, TValue> shared, TKey key) =>
        (await TryGetSharedAsync(shared, key).ConfigureAwait(false)).Found;

    string ISharedTable.Prefix => _texts.Prefix;

    void ISharedTable.Drop(string key) => _invalidations.DropText(key);

    void ISharedTable.Drop(KeyPattern pattern) => _invalidations.Drop(pattern);

    void ISharedTable.DropLane(int lane) => _invalidations.DropLane(lane);
}
