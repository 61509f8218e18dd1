using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Docs;

internal static class DependencySnippets
{
    public static void SwitchOn(IServiceCollection services)
    {
        // begin: dependencies-switch
        services.AddCache(options => options.TrackDependencies = true).AddMemory();
        // end
    }
}
