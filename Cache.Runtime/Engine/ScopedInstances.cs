using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Engine;

/// <summary>Gives a load that no request stands behind an instance of its service, in a scope of its own.</summary>
internal sealed class ScopedInstances(IServiceScopeFactory scopes)
{
    /// <summary>Resolves the service, or constructs it where the container knows it only by an interface.</summary>
    public ScopedInstance<TService> Open<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService>()
    {
        var scope = scopes.CreateAsyncScope();
        if (scope.ServiceProvider.GetService(typeof(TService)) is TService registered)
            return new(scope, registered, isOurs: false);
        return new(scope, ActivatorUtilities.CreateInstance<TService>(scope.ServiceProvider), isOurs: true);
    }
}

/// <summary>An instance and the scope that it lives in.</summary>
internal sealed class ScopedInstance<TService>(AsyncServiceScope scope, TService service, bool isOurs) : IAsyncDisposable
{
    public TService Service => service;

    // what the container made it disposes with the scope; what was made beside it is ours to dispose, first
    public async ValueTask DisposeAsync()
    {
        if (isOurs && service is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        else if (isOurs && service is IDisposable disposable)
            disposable.Dispose();
        await scope.DisposeAsync().ConfigureAwait(false);
    }
}
