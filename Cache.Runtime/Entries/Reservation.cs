using Cache.Local;

namespace Cache.Entries;

// stands in a slot while a put makes sure that nothing has changed; nobody waits for it, whoever finds it takes its place
internal sealed class Reservation<TKey>(TKey key) : Slot(SlotKind.Reservation)
    where TKey : notnull
{
    public TKey Key { get; } = key;
}
