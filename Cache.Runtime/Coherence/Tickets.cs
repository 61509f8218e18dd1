namespace Cache.Coherence;

/// <summary>Tells a write whether its key was changed by another while its body ran.</summary>
/// <remarks>
/// A counter for each of some stripes of keys, raised by every change of a single key, and one raised by every change of many. Two keys of
/// one stripe make a write give up that could have stored: the entry is then loaded instead, never wrong. Writes to a stripe come from changes only,
/// so a hit touches none of it.
/// </remarks>
internal sealed class Tickets
{
    private const int Stripes = 64;
    private readonly long[] _changes = new long[Stripes];
    private long _wide;

    public Ticket Take(int keyHash) => new(keyHash & (Stripes - 1), Volatile.Read(ref _changes[keyHash & (Stripes - 1)]), Volatile.Read(ref _wide));

    public void Change(int keyHash) => Interlocked.Increment(ref _changes[keyHash & (Stripes - 1)]);

    public void ChangeMany() => Interlocked.Increment(ref _wide);

    /// <summary>Whether nothing has changed since the ticket was taken; if so, this is a change itself.</summary>
    public bool TryUse(Ticket ticket) =>
        Interlocked.CompareExchange(ref _changes[ticket.Stripe], ticket.Changes + 1, ticket.Changes) == ticket.Changes
        && Volatile.Read(ref _wide) == ticket.Wide;
}

internal readonly record struct Ticket(int Stripe, long Changes, long Wide);
