using System.Diagnostics.CodeAnalysis;

namespace Cache;

/// <summary>One argument of a partial invalidation: a value (null included), or any value where it is left out.</summary>
/// <typeparam name="T">The parameter's type.</typeparam>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "CacheArg.Of is the named alternate; a method on the struct could not infer its type.")]
public readonly record struct CacheArg<T>
{
    private readonly T _value;

    internal CacheArg(T value)
    {
        _value = value;
        HasValue = true;
    }

    /// <summary>Whether the argument was given.</summary>
    public bool HasValue { get; }

    /// <summary>The value given.</summary>
    /// <exception cref="InvalidOperationException">The argument stands for any value.</exception>
    public T Value => HasValue ? _value : Throw.AnyArgument<T>();

    /// <summary>Takes a value for the argument. Where <typeparamref name="T"/> is an interface, C# allows no conversion: write <see cref="CacheArg.Of{T}"/>.</summary>
    /// <param name="value">The value, null included.</param>
    public static implicit operator CacheArg<T>(T value) => new(value);
}

/// <summary>Makes arguments of partial invalidations where the conversion cannot, as for interface types.</summary>
public static class CacheArg
{
    /// <summary>Makes an argument from a value.</summary>
    /// <typeparam name="T">The parameter's type.</typeparam>
    /// <param name="value">The value, null included.</param>
    /// <returns>The argument.</returns>
    public static CacheArg<T> Of<T>(T value) => new(value);
}
