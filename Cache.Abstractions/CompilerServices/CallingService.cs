using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace Cache.CompilerServices;

/// <summary>The instance that an accessor was taken from; none where it came from a <c>&lt;Class&gt;Caches</c>.</summary>
/// <typeparam name="TService">The type that declares the method.</typeparam>
/// <param name="service">The instance.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "Nobody compares them: it is a field of accessors.")]
public readonly struct CallingService<TService>(TService service)
{
    private readonly TService _service = service;
    private readonly bool _isThere = true;

    /// <summary>Gives the instance.</summary>
    /// <param name="service">The instance, or the type's default.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet([MaybeNullWhen(false)] out TService service)
    {
        service = _service;
        return _isThere;
    }
}
