using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds providers to the cache: <c>services.AddCache().AddMemory()</c>.</summary>
public sealed class CacheBuilder
{
    internal CacheBuilder(IServiceCollection services, IConfiguration? configuration)
    {
        Services = services;
        Configuration = configuration;
    }

    /// <summary>The services that are being registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The section that <c>AddCache</c> was given, where providers find their own settings; null where there is none.</summary>
    public IConfiguration? Configuration { get; }
}
