using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Freeze.Hosting;

/// <summary>
/// Healthy while the model answers; degraded while it answers though something about it is wrong: its new files could not be loaded, audits contradict the
/// certificate, or refitting failed.
/// </summary>
internal sealed class FreezeHealthCheck(FreezeService service) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (!service.IsReady) return HealthCheckResult.Unhealthy($"{service.Plan.Name} is not loaded, or the host is stopping.");
        var snapshot = service.Snapshot();
        string?[] problems =
        [
            service.ReloadProblem is { } reload ? $"The new files could not be loaded, and the model from before answers: {reload}" : null,
            snapshot.Audits is { IsBroken: true } audits
                ? $"{audits.Disagreed} of {audits.Audited} audited answers differ from the full network's: more than was promised."
                : null,
            snapshot.Refit?.Error is { } refit ? $"Refitting failed, and the present caches stay: {refit}" : null,
        ];
        return problems.Any(problem => problem is not null)
            ? HealthCheckResult.Degraded(string.Join(' ', problems.Where(problem => problem is not null)))
            : HealthCheckResult.Healthy($"{service.Plan.Name} is loaded.");
    }
}
