namespace Cache.SharedTier;

/// <summary>A change of a few bytes of a value that stands in a slot of the shared tier.</summary>
/// <param name="Seen">The identity of the value that was seen there.</param>
/// <param name="At">Where in the value the bytes are.</param>
/// <param name="Before">The bytes that were seen: a value in which they are others is left as it is, unless they are already <paramref name="After"/>.</param>
/// <param name="After">The bytes in their place, as many.</param>
/// <param name="Life">How long the value is kept from now; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
/// <param name="Tells">Whether the lane's sequence is raised and the other nodes are told of the key, as of one that was invalidated.</param>
public sealed record SharedAmendment(SlotId Seen, int At, ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> After, TimeSpan Life, bool Tells);
