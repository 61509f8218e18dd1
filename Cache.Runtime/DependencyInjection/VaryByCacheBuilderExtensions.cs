using System.Diagnostics.CodeAnalysis;
using Cache;
using Cache.Varying;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts ambient values into the keys of all caches.</summary>
public static class VaryByCacheBuilderExtensions
{
    /// <summary>
    /// Lets the keys of all caches begin with an ambient value: <c>services.AddCache().VaryBy&lt;TenantKey&gt;().AddMemory()</c>. A cache whose entries all may share says
    /// <c>[Cache(VaryByDefaults = false)]</c>. Several stand in the keys in the order of the calls, before those that a cache names itself; one that is named twice counts once.
    /// </summary>
    /// <typeparam name="TPart">What gives the value. It is registered as a singleton, unless it is registered already.</typeparam>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <returns>The builder.</returns>
    public static CacheBuilder VaryBy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPart>(this CacheBuilder builder)
        where TPart : class, ICacheKeyPart
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<TPart>();
        builder.Services.AddSingleton(new DefaultKeyPart(typeof(TPart)));
        return builder;
    }
}
