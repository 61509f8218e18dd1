namespace Cache;

/// <summary>
/// An ambient value that keys begin with: the tenant, the culture, the user of a call. <c>[Cache(VaryBy = typeof(TenantKey))]</c> puts it into the keys of one cache,
/// <c>services.AddCache().VaryBy&lt;TenantKey&gt;()</c> into those of all.
/// </summary>
/// <remarks>
/// A singleton, because the caches are: register it with <c>services.AddSingleton&lt;TenantKey&gt;()</c>. It finds the value of the call in what is ambient: an <see cref="AsyncLocal{T}"/>, an
/// <c>IHttpContextAccessor</c>, <see cref="System.Globalization.CultureInfo.CurrentCulture"/>. Called from many threads at once.
/// </remarks>
public interface ICacheKeyPart
{
    /// <summary>What the value is called in messages: letters and digits, such as <c>tenant</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The value of the call that is being made. Read by every call of the cache, hits included: return a string that is there already. Values are compared by their characters, case included;
    /// <see langword="null"/> is a value of its own, and not the empty one.
    /// </summary>
    string? Value { get; }
}
