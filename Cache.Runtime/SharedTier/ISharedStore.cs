namespace Cache.SharedTier;

/// <summary>The tier that several nodes share (L2): values, leases, versions and the sequences by which nodes hear of each other's changes.</summary>
/// <remarks>
/// <para>
/// A key names one slot, which holds a value or the lease of a load that will become one. Keys are full texts (<c>app:user-profile:u1</c>); each belongs to one of
/// <see cref="Lanes.Count"/> lanes, and every invalidation in a lane is numbered by that lane's sequence. A sequence or a version that is missing is born as the server's
/// time in microseconds, so one that was lost comes back greater than it was.
/// </para>
/// <para>
/// Every member throws <see cref="SharedStoreException"/> when the server cannot be reached, answers too late or refuses. Whether the command was applied is then
/// unknown, and every command may be sent again.
/// </para>
/// </remarks>
public interface ISharedStore : IAsyncDisposable
{
    /// <summary>The system's name for traces, by the conventions of OpenTelemetry for <c>db.system.name</c>.</summary>
    /// <value>The default is <see langword="null"/>: traces do not name it.</value>
    string? System => null;

    /// <summary>The quota of what the application stores here.</summary>
    /// <value>The default is <see langword="null"/>: there is none.</value>
    ISharedQuota? Quota => null;

    /// <summary>Connects, subscribes, and tells a listener of what happens from then on. Called once; does not wait for a server that is away.</summary>
    /// <param name="listener">Hears of messages and of the connection.</param>
    /// <returns>A task that ends when the first attempt to connect has.</returns>
    Task StartAsync(ISharedListener listener);

    /// <summary>Reads a slot.</summary>
    /// <param name="key">The key.</param>
    /// <returns>What stands there. Data of another kind (on Redis, a list or a hash) is <see cref="SharedSlotKind.Empty"/> here; <see cref="GetOrLeaseAsync"/> tells that it is foreign.</returns>
    Task<SharedSlot> GetAsync(string key);

    /// <summary>Reads a slot, and puts a lease there if it is empty, in one round trip.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lease">The lease to put there.</param>
    /// <param name="under">What the versions of the key come to, which only ever grows; kept in the lease.</param>
    /// <param name="life">How long the lease lives.</param>
    /// <returns>What stands there; <see cref="SharedSlotKind.Granted"/> when the lease has been put, <see cref="SharedSlotKind.Empty"/> when the server takes no writes just now.</returns>
    Task<SharedSlot> GetOrLeaseAsync(string key, SlotId lease, long under, TimeSpan life);

    /// <summary>Puts a lease in front of what stands in a slot, if that is still what was seen there; a lease gives way when its life is over, or to one under a later version.</summary>
    /// <param name="key">The key.</param>
    /// <param name="seen">The value or the lease that was seen. A value has the identity of the lease that it has been filled in under: what was seen as a lease and is a value by now is not taken over.</param>
    /// <param name="lease">The lease to put there.</param>
    /// <param name="under">What the versions of the key come to; kept in the lease.</param>
    /// <param name="life">How long the lease lives.</param>
    /// <param name="keep">Whether the value (or the one that the lease holds) stays behind the lease, to be read and to come back when the lease is released.</param>
    /// <returns>Whether the lease stands there now.</returns>
    Task<bool> TakeOverAsync(string key, SharedSlot seen, SlotId lease, long under, TimeSpan life, bool keep);

    /// <summary>Gives a lease a new life, if it still stands.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="life">How long it lives from now.</param>
    /// <returns>Whether it stands.</returns>
    Task<bool> RenewAsync(string key, SlotId lease, TimeSpan life);

    /// <summary>Puts a value in the place of a lease, if that lease still stands, and wakes those that wait for it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lease">The lease; the value takes its identity.</param>
    /// <param name="value">The value.</param>
    /// <param name="ttl">How long it is kept; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>Whether it has been stored.</returns>
    Task<bool> FillAsync(string key, SlotId lease, ReadOnlyMemory<byte> value, TimeSpan ttl);

    /// <summary>Gives up a lease, if it still stands: the value that it holds comes back, and those that wait are woken.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lease">The lease.</param>
    /// <returns>A task that ends when it is done.</returns>
    Task ReleaseAsync(string key, SlotId lease);

    /// <summary>Asks for <see cref="ISharedListener.Landed"/> when a lease that another node holds ends in a value or is released.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lease">The lease.</param>
    /// <returns>Whether it still stands; if not, nobody will be woken.</returns>
    Task<bool> AwaitAsync(string key, SlotId lease);

    /// <summary>Lets a value stay for a time from now, if it would go earlier. A lease, and the value that it holds, is left as it is.</summary>
    /// <param name="key">The key.</param>
    /// <param name="life">How long.</param>
    /// <returns>A task that ends when it is done.</returns>
    Task TouchAsync(string key, TimeSpan life);

    /// <summary>Writes over some bytes of a value and gives it another life, if it is still the one that was seen there. A lease, and the value that it holds, is left as it is.</summary>
    /// <param name="key">The key.</param>
    /// <param name="amendment">What is changed.</param>
    /// <returns>Whether it has been.</returns>
    Task<bool> AmendAsync(string key, SharedAmendment amendment);

    /// <summary>Empties slots of one lane and drops the versions of their keys (<c>app:#key:orders:1</c>, in the same lane), raises its sequence and tells the other nodes of the keys, in this order.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="keys">The keys, all of that lane; at least one.</param>
    /// <returns>The lane's sequence after it.</returns>
    Task<long> InvalidateAsync(int lane, IReadOnlyList<string> keys);

    /// <summary>Stores a value over whatever there is, drops the version of its key, raises the lane's sequence and tells the other nodes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="id">The identity of the value.</param>
    /// <param name="value">The value.</param>
    /// <param name="ttl">How long it is kept; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="unlessMoved">The lane's sequence as it was seen: if it has moved since, the slot is emptied and nothing stored. <see langword="null"/> stores in any case.</param>
    /// <returns>The lane's sequence after it, and whether the value has been stored.</returns>
    Task<(long Sequence, bool Stored)> SetAsync(string key, SlotId id, ReadOnlyMemory<byte> value, TimeSpan ttl, long? unlessMoved);

    /// <summary>The sequence of one lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <returns>The sequence.</returns>
    Task<long> GetSequenceAsync(int lane);

    /// <summary>The versions of some names, in one round trip.</summary>
    /// <param name="names">Full texts, as keys are.</param>
    /// <returns>Their versions, in the same order.</returns>
    Task<long[]> GetVersionsAsync(IReadOnlyList<string> names);

    /// <summary>Moves a version to a greater one, raises its lane's sequence and tells the other nodes.</summary>
    /// <param name="name">The full text, as a key is.</param>
    /// <returns>The new version.</returns>
    Task<long> MoveVersionAsync(string name);

    /// <summary>Finds keys on all servers, in batches of bounded size. A key that stands during the whole scan is found; one may come twice.</summary>
    /// <param name="prefix">What the keys begin with; taken literally.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <returns>The keys' full texts.</returns>
    /// <exception cref="SharedStoreException">A server could not be scanned, or which servers there are has changed meanwhile: begin anew.</exception>
    IAsyncEnumerable<IReadOnlyList<string>> ScanAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Tells the other nodes of a pattern, in the lane of patterns (<see cref="Lanes.Patterns"/>).</summary>
    /// <param name="pattern">The pattern, as the listener gets it.</param>
    /// <returns>The lane's sequence after it.</returns>
    Task<long> PublishPatternAsync(string pattern);

    /// <summary>The sequences of all lanes, and what tells a server that has lost some of them.</summary>
    /// <returns>The reading.</returns>
    Task<LaneReading> ReadLanesAsync();
}

/// <summary>Hears what a shared store has to tell. Members are called on threads of the store's, return soon and do not throw.</summary>
public interface ISharedListener
{
    /// <summary>Another node, or this one, has invalidated something. Messages may come late, twice, in any order, or never.</summary>
    /// <param name="message">The message.</param>
    void Invalidated(SharedMessage message);

    /// <summary>The load of another node, or of this one, has ended, and somebody had asked to be told.</summary>
    /// <param name="key">The key.</param>
    void Landed(string key);

    /// <summary>The connection has come or gone, as far as the client knows.</summary>
    /// <param name="isConnected">Whether there is one.</param>
    void ConnectionChanged(bool isConnected);
}
