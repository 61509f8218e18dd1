using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Engine;

/// <summary>Gives a load that no request stands behind an instance of its service, in a scope of its own.</summary>
internal sealed class ScopedInstances(IServiceScopeFactory scopes)
{
    /// <summary>Resolves the service, or constructs it where the container knows it only by an interface.</summary>
    public async ValueTask<ScopedInstance<TService>> OpenAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService>()
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            return scope.ServiceProvider.GetService(typeof(TService)) is TService registered
                ? new(scope, registered, isOurs: false)
                : new(scope, ActivatorUtilities.CreateInstance<TService>(scope.ServiceProvider), isOurs: true);
        }
        catch
        {
            // what had been made for the service before it failed
            await scope.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}

/// <summary>An instance and the scope that it lives in.</summary>
internal sealed class ScopedInstance<TService>(AsyncServiceScope scope, TService service, bool isOurs) : IAsyncDisposable
{
    public TService Service => service;

    // what the container made it disposes with the scope; what was made beside it is ours to dispose, first
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (isOurs && service is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            else if (isOurs && service is IDisposable disposable)
                disposable.Dispose();
        }
        finally
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
    }
}
