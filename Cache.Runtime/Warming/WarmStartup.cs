using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cache.Warming;

/// <summary>Runs the warm-up beside the application: it begins when all else has started, and has ended when the host disposes of what it needs.</summary>
internal sealed class WarmStartup(IServiceProvider services) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private WarmPass? _pass;
    private Task _running = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // not before: a bad setting is to fail the start of the host, and not the making of what it starts
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _pass = services.GetRequiredService<WarmPass>();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var pass = _pass!;
        _running = Task.Run(() => pass.RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    // a load that does not hear of it is not waited for: its callers, of whom this is one, leave at once
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();
}
