using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
using Cache.Dependencies;
using Cache.Loading;

namespace Cache.Engine;

/// <summary>The way of a call over many keys for those that it has missed.</summary>
/// <remarks>
/// Each key boards by itself, as a call for that key alone would: it finds a value after all, takes a seat in the flight that stands there, or opens one. What it has opened has a place in one <see cref="Batch{TService, TKey, TValue}"/>,
/// which departs when all have boarded. The call ends when the last of its keys has a value, or is known to have none.
/// </remarks>
internal sealed class TableMany<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
    TableBoarding<TService, TKey, TValue> boarding, TableLoads<TService, TKey, TValue> loads, CoreRuns<TService, TKey, TValue> runs, EntryPolicy policy)
    where TKey : notnull
{
    /// <summary>Loads what is missing.</summary>
    /// <param name="service">The instance of the call.</param>
    /// <param name="keys">The keys of the call.</param>
    /// <param name="values">The values that are known of them, to which those of the missing ones are added.</param>
    /// <param name="missing">The positions of the missing ones.</param>
    /// <param name="load">What the call has brought.</param>
    /// <param name="reads">Notes what the values are under; null where nobody wants to know.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    public async ValueTask<CacheResult<TValue>[]> LoadAsync(
        TService service, TKey[] keys, CacheResult<TValue>[] values, List<int> missing, ManyLoad<TService, TValue> load, ReadScope? reads, CancellationToken cancellationToken)
    {
        var first = new Dictionary<TKey, int>(missing.Count);
        var again = missing.Where(position => !first.TryAdd(keys[position], position)).ToArray();
        List<int> wanted = [.. first.Values];
        if (policy.IsEnabled)
            await BoardUntilKnownAsync(service, keys, values, wanted, load, reads, cancellationToken).ConfigureAwait(false);
        else
            await RunAloneAsync(service, values, wanted, load, cancellationToken).ConfigureAwait(false);
        foreach (var position in again)
            values[position] = values[first[keys[position]]];
        return values;
    }

    private async ValueTask RunAloneAsync(TService service, CacheResult<TValue>[] values, List<int> wanted, ManyLoad<TService, TValue> load, CancellationToken cancellationToken)
    {
        var loaded = await runs.RunManyAloneAsync(service, load, wanted, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < loaded.Length; i++)
            values[wanted[i]] = loaded[i];
    }

    private async ValueTask BoardUntilKnownAsync(
        TService service, TKey[] keys, CacheResult<TValue>[] values, List<int> wanted, ManyLoad<TService, TValue> load, ReadScope? reads, CancellationToken cancellationToken)
    {
        var mayRetry = true;
        while (wanted.Count > 0)
        {
            var boarded = Board(service, keys, wanted, load, cancellationToken);
            // whoever leaves early would leave its seats taken
            await Task.WhenAll(boarded.Select(static Task (boarded) => boarded.Result)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (outdated, failed) = await CollectAsync(boarded, values, mayRetry && !cancellationToken.IsCancellationRequested, reads).ConfigureAwait(false);
            mayRetry &= failed.Count == 0;
            wanted = [.. outdated, .. failed];
        }
    }

    private List<Boarded> Board(TService service, TKey[] keys, List<int> wanted, ManyLoad<TService, TValue> load, CancellationToken cancellationToken)
    {
        var batch = new Batch<TService, TKey, TValue>(loads, service, load);
        var boarded = new List<Boarded>(wanted.Count);
        foreach (var position in wanted)
            boarded.Add(Board(service, keys[position], new(batch, position), cancellationToken));
        batch.Depart();
        return boarded;
    }

    // a key that cannot be asked for fails the call when the others have ended: what they have opened waits for the batch to depart
    private Boarded Board(TService service, TKey key, BatchPlace<TService, TKey, TValue> place, CancellationToken cancellationToken)
    {
        try
        {
            var seat = boarding.Board(service, key, keepsTask: false, cancellationToken, place);
            return new(place.Position, seat, seat.ResultAsync(cancellationToken).AsTask());
        }
        catch (Exception failure)
        {
            return new(place.Position, default, Task.FromException<TValue>(failure));
        }
    }

    /// <summary>Takes the values, and gives the positions that have to be asked for again.</summary>
    /// <remarks>
    /// Those whose load turned out to be older than this caller allows; and those whose load was that of another call and has failed. Such a failure may be that call's own (its request is over, or its Core method
    /// throws for what is not there), so they are tried once by this one.
    /// </remarks>
    private static async ValueTask<(List<int> Outdated, List<int> Failed)> CollectAsync(List<Boarded> boarded, CacheResult<TValue>[] values, bool mayRetry, ReadScope? reads)
    {
        List<int> outdated = [], failed = [];
        foreach (var (position, seat, result) in boarded)
        {
            if (!result.IsCompletedSuccessfully && mayRetry && seat.IsJoined && result.Exception?.InnerException is not CacheLoadTimeoutException)
            {
                failed.Add(position);
                continue;
            }
            var value = await result.ConfigureAwait(false);
            if (seat.IsOutdated && !seat.IsAbsent)
                outdated.Add(position);
            else
                values[position] = seat.IsAbsent ? default : new(value);
            if (reads is not null)
                seat.NoteIn(reads);
        }
        return (outdated, failed);
    }

    private readonly record struct Boarded(int Position, Boarding<TService, TKey, TValue> Seat, Task<TValue> Result);
}
