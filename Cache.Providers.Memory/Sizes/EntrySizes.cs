using System.Runtime.CompilerServices;

namespace Cache.Local;

/// <summary>Tells how many bytes an entry holds: its key, its value, and the objects that hold them.</summary>
internal sealed class EntrySizes(IReadOnlyDictionary<Type, Delegate> supplied)
{
    /// <summary>What an entry holds beside its key and value, in bytes: the cells of the table, the entry, its completed task, the ghost of the policy.</summary>
    /// <remarks>Measured on a 64-bit runtime by EntrySizeTests, which fails when it is off by more than a tenth.</remarks>
    public const int Overhead = 290;

    /// <summary>The measure of the entries of one cache.</summary>
    /// <param name="declared">What generated code knows of the sizes of key and value; a function that the user supplied for the type of the value goes before it.</param>
    public Func<TKey, TValue, long> For<TKey, TValue>(Func<TKey, TValue, long>? declared)
    {
        if (declared is not null && !supplied.ContainsKey(typeof(TValue)))
            return (key, value) => Overhead + declared(key, value);
        var ofKey = For<TKey>();
        var ofValue = For<TValue>();
        return (key, value) => Overhead + ofKey(key) + ofValue(value);
    }

    private Func<T, long> For<T>() => supplied.TryGetValue(typeof(T), out var own) ? Checked((Func<T, long>)own) : Measure<T>();

    private static Func<T, long> Checked<T>(Func<T, long> own) => value =>
    {
        var size = value is null ? 0 : own(value);
        return size >= 0 ? size : throw new InvalidOperationException(
            $"The function given to SizeOf<{typeof(T).Name}> in AddMemory returned {size}. It must return the number of bytes that the value holds, at least 0.");
    };

    private static Func<T, long> Measure<T>()
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return static _ => Unsafe.SizeOf<T>();
        if (typeof(T).IsValueType)
            return static _ => Unsafe.SizeOf<T>() + ObjectSize.Estimate;
        return static value => ObjectSize.Of(value);
    }
}
