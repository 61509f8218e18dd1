using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Cache.CompilerServices;

/// <summary>Hashes of keys: fields are multiplied with each other, and the two halves of each product folded into one.</summary>
/// <remarks>
/// The multiply-fold is that of wyhash (Wang Yi). The seeds are drawn anew in every process, so that nobody can prepare keys that collide;
/// those of strings are folded with the same seeds (<see cref="StringBits"/>). Fields enter with all their bits: two longs do not collide before they are seeded.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KeyHash
{
    // one for each place of a field, so that fields which change places change the hash; odd, because they are factors too
    private static readonly ulong s_seed0 = Draw();
    private static readonly ulong s_seed1 = Draw();
    private static readonly ulong s_seed2 = Draw();
    private static readonly ulong s_seed3 = Draw();
    private static readonly ulong s_seed4 = Draw();
    private static readonly ulong s_seed5 = Draw();
    private static readonly ulong s_seed6 = Draw();
    private static readonly ulong s_seed7 = Draw();

    /// <summary>The bits of one field, for <c>Combine</c> and <see cref="Mix"/>. Values with the same text in a key have the same bits.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="value">The field, null included.</param>
    /// <returns>The bits; not a hash before they have been combined.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of<T>(T value) => KeyBits.Of(value);

    /// <summary>The bits of one field, for <c>Combine</c> and <see cref="Mix"/>.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="value">The field, null included.</param>
    /// <returns>The bits; not a hash before they have been combined.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of<T>(T? value)
        where T : struct => KeyBits.OfNullable(value);

    /// <summary>Hashes one field.</summary>
    /// <param name="a">The bits of the field.</param>
    /// <returns>The hash.</returns>
    public static int Combine(ulong a) => Finish(Fold(a ^ s_seed0, s_seed1));

    /// <summary>Hashes two fields.</summary>
    /// <param name="a">The bits of the first field.</param>
    /// <param name="b">The bits of the second.</param>
    /// <returns>The hash.</returns>
    public static int Combine(ulong a, ulong b) => Finish(Fold(a ^ s_seed0, b ^ s_seed1));

    /// <summary>Hashes three fields.</summary>
    /// <param name="a">The bits of the first field.</param>
    /// <param name="b">The bits of the second.</param>
    /// <param name="c">The bits of the third.</param>
    /// <returns>The hash.</returns>
    public static int Combine(ulong a, ulong b, ulong c) => Finish(Fold(Fold(a ^ s_seed0, b ^ s_seed1), c ^ s_seed2));

    /// <summary>Hashes four fields.</summary>
    /// <param name="a">The bits of the first field.</param>
    /// <param name="b">The bits of the second.</param>
    /// <param name="c">The bits of the third.</param>
    /// <param name="d">The bits of the fourth.</param>
    /// <returns>The hash.</returns>
    public static int Combine(ulong a, ulong b, ulong c, ulong d) => Finish(Four(a, b, c, d));

    /// <summary>Hashes five fields.</summary>
    /// <param name="a">The bits of the first field.</param>
    /// <param name="b">The bits of the second.</param>
    /// <param name="c">The bits of the third.</param>
    /// <param name="d">The bits of the fourth.</param>
    /// <param name="e">The bits of the fifth.</param>
    /// <returns>The hash.</returns>
    public static int Combine(ulong a, ulong b, ulong c, ulong d, ulong e) => Finish(Fold(Four(a, b, c, d), e ^ s_seed4));

    /// <summary>Hashes six fields.</summary>
    /// <param name="a">The bits of the first field.</param>
    /// <param name="b">The bits of the second.</param>
    /// <param name="c">The bits of the third.</param>
    /// <param name="d">The bits of the fourth.</param>
    /// <param name="e">The bits of the fifth.</param>
    /// <param name="f">The bits of the sixth.</param>
    /// <returns>The hash.</returns>
    public static int Combine(ulong a, ulong b, ulong c, ulong d, ulong e, ulong f) =>
        Finish(Fold(Four(a, b, c, d), Fold(e ^ s_seed4, f ^ s_seed5)));

    /// <summary>Hashes seven fields.</summary>
    /// <param name="a">The bits of the first field.</param>
    /// <param name="b">The bits of the second.</param>
    /// <param name="c">The bits of the third.</param>
    /// <param name="d">The bits of the fourth.</param>
    /// <param name="e">The bits of the fifth.</param>
    /// <param name="f">The bits of the sixth.</param>
    /// <param name="g">The bits of the seventh.</param>
    /// <returns>The hash.</returns>
    public static int Combine(ulong a, ulong b, ulong c, ulong d, ulong e, ulong f, ulong g) =>
        Finish(Fold(Fold(Four(a, b, c, d), Fold(e ^ s_seed4, f ^ s_seed5)), g ^ s_seed6));

    /// <summary>Hashes eight fields. For more, give <see cref="Mix"/> the bits of some and pass its result as one field.</summary>
    /// <param name="a">The bits of the first field.</param>
    /// <param name="b">The bits of the second.</param>
    /// <param name="c">The bits of the third.</param>
    /// <param name="d">The bits of the fourth.</param>
    /// <param name="e">The bits of the fifth.</param>
    /// <param name="f">The bits of the sixth.</param>
    /// <param name="g">The bits of the seventh.</param>
    /// <param name="h">The bits of the eighth.</param>
    /// <returns>The hash.</returns>
    public static int Combine(ulong a, ulong b, ulong c, ulong d, ulong e, ulong f, ulong g, ulong h) =>
        Finish(Fold(Four(a, b, c, d), Fold(Fold(e ^ s_seed4, f ^ s_seed5), Fold(g ^ s_seed6, h ^ s_seed7))));

    /// <summary>Takes the bits of one more field into others, as for lists and keys of more than eight fields; the order counts.</summary>
    /// <param name="state">What came before; 0 at the beginning.</param>
    /// <param name="next">The bits of the field.</param>
    /// <returns>The bits of all of them, for <c>Combine</c>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong state, ulong next) => Fold(state ^ s_seed6, next ^ s_seed7);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Four(ulong a, ulong b, ulong c, ulong d) => Fold(Fold(a ^ s_seed0, b ^ s_seed1), Fold(c ^ s_seed2, d ^ s_seed3));

    // Math.BigMul hands out the lower half through memory, which costs more than to multiply once again
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right)
    {
        if (Bmi2.X64.IsSupported)
            return Bmi2.X64.MultiplyNoFlags(left, right) ^ (left * right);
        if (ArmBase.Arm64.IsSupported)
            return ArmBase.Arm64.MultiplyHigh(left, right) ^ (left * right);
        var high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    // tables look at the low bits. where one field counts up in steps, those of a folded product are regular under some seeds:
    // one more product, of which the middle is taken, makes them as even as chance
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Finish(ulong state) => (int)((state * s_seed7) >> 32);

    private static ulong Draw()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes) | 1;
    }
}
