using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Freeze.Hosting;

/// <summary>Healthy while the model answers; degraded while audits contradict the certificate.</summary>
internal sealed class FreezeHealthCheck(FreezeService service) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!service.IsReady) return Task.FromResult(HealthCheckResult.Unhealthy($"{service.Plan.Name} is not loaded, or the host is stopping."));
        return Task.FromResult(service.Snapshot().Audits is { IsBroken: true } audits
            ? HealthCheckResult.Degraded($"{audits.Disagreed} of {audits.Audited} audited answers differ from the full network's: more than was promised.")
            : HealthCheckResult.Healthy($"{service.Plan.Name} is loaded."));
    }
}
