namespace Cache.SharedTier;

/// <summary>What stands in a slot of the shared tier.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The identity of the value or of the lease.</param>
/// <param name="Value">The value, or the one that a lease holds; empty where there is none.</param>
/// <param name="Under">Of a lease, what the versions of its key came to when it was taken.</param>
public readonly record struct SharedSlot(SharedSlotKind Kind, SlotId Id, ReadOnlyMemory<byte> Value, long Under = 0);

/// <summary>What a slot of the shared tier holds.</summary>
public enum SharedSlotKind
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>The lease that was just asked for.</summary>
    Granted,

    /// <summary>The lease of another load.</summary>
    Lease,

    /// <summary>A value.</summary>
    Value,

    /// <summary>Something that this version of the format does not know: neither read nor overwritten by a load.</summary>
    Foreign,
}

/// <summary>Tells one value or one lease from every other: 128 random bits.</summary>
/// <param name="Bits">The bits.</param>
public readonly record struct SlotId(Guid Bits)
{
    /// <summary>A new one.</summary>
    /// <returns>The identity.</returns>
    public static SlotId New() => new(Guid.NewGuid());
}
