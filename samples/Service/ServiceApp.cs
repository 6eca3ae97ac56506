using Freeze.Hosting;
using Freeze.Samples.Service.Live;
using Freeze.Samples.Service.Web;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Freeze.Samples.Service;

/// <summary>The service: predictions, health, metrics, the live page and the model's reload.</summary>
internal static class ServiceApp
{
    public static WebApplication Build<T>(string[] args)
        where T : FrozenModel, new()
    {
        var builder = WebStack.CreateBuilder(args, new Dictionary<string, string> { ["--model"] = "Freeze:Folder" });
        builder.Services.AddFreeze<T>();
        builder.Services.AddSingleton<IClassifier, FreezeClassifier>();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("freeze-service"))
            .WithMetrics(metrics => metrics.AddMeter("Freeze", "Freeze.Hosting", "System.Runtime").AddPrometheusExporter());
        builder.Services.AddSingleton<LiveFigures>();

        var app = builder.Build();
        WebStack.Use(app);
        app.MapPredict();
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        app.MapHealthChecks("/healthz");
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapAdmin();
        app.MapLive();
        return app;
    }
}
