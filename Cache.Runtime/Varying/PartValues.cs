using System.Runtime.CompilerServices;
using Cache.CompilerServices;

namespace Cache.Varying;

/// <summary>The values that the parts of a key have in one call, where they stand: no array a call. Those that are not used are null.</summary>
[InlineArray(Most)]
internal struct PartValues
{
    /// <summary>How many parts a key has at most. Each costs eight bytes an entry and a comparison a hit, used or not.</summary>
    public const int Most = 4;

    private string? _first;

    public static bool Equal(in PartValues left, in PartValues right) =>
        string.Equals(left[0], right[0], StringComparison.Ordinal) && string.Equals(left[1], right[1], StringComparison.Ordinal)
        && string.Equals(left[2], right[2], StringComparison.Ordinal) && string.Equals(left[3], right[3], StringComparison.Ordinal);

    /// <summary>The hash of the values and the bits of what follows them.</summary>
    public readonly int HashWith(ulong next) => KeyHash.Combine(KeyHash.Of(this[0]), KeyHash.Of(this[1]), KeyHash.Of(this[2]), KeyHash.Of(this[3]), next);
}
