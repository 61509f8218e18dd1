using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace Cache.CompilerServices;

/// <summary>Objects of which the members are copied into a key.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KeyObject
{
    /// <summary>Lets an object through that is of its declared type, and not of one that derives from it: that may hold more than the key would show.</summary>
    /// <typeparam name="T">The declared type.</typeparam>
    /// <param name="value">The object, null included.</param>
    /// <returns>The object.</returns>
    /// <exception cref="ArgumentException">The object is of a type that derives from <typeparamref name="T"/>.</exception>
    [return: NotNullIfNotNull(nameof(value))]
    public static T Exact<T>(T value) =>
        value is null || value.GetType() == typeof(T) ? value : KeyThrow.NotExact<T>(value.GetType());
}
