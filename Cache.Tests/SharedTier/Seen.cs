using Cache.SharedTier;

namespace Cache.Tests.SharedTier;

// what a node says that it has seen in a slot
internal static class Seen
{
    public static SharedSlot Value(SlotId id) => new(SharedSlotKind.Value, id, default);

    public static SharedSlot Lease(SlotId id) => new(SharedSlotKind.Lease, id, default);
}
