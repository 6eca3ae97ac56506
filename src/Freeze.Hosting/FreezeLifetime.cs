using Microsoft.Extensions.Hosting;

namespace Freeze.Hosting;

/// <summary>Loads the model before anything listens, and closes it after everything that listened has stopped.</summary>
internal sealed class FreezeLifetime<T>(FreezeService<T> service) : IHostedLifecycleService
    where T : FrozenModel, new()
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        service.Start();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        service.BeginStop();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        service.Dispose();
        return Task.CompletedTask;
    }
}
