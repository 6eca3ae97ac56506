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
    /// <summary>The service with one model; its settings are the section "Freeze" of the configuration.</summary>
    public static WebApplication Build<T>(string[] args)
        where T : FrozenModel, new() => Build(args, services => services.AddModel<T>());

    /// <summary>
    /// The service with models that <see cref="AddModel"/> adds. <c>/predict</c> asks the first, <c>/predict/NAME</c> each.
    /// </summary>
    public static WebApplication Build(string[] args, Action<IServiceCollection> models)
    {
        var builder = WebStack.CreateBuilder(args, new Dictionary<string, string> { ["--model"] = "Freeze:Folder" });
        models(builder.Services);
        builder.Services.AddSingleton<Watchers>();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("freeze-service"))
            .WithMetrics(metrics => metrics.AddMeter("Freeze", "Freeze.Hosting", WebStack.Meter, "System.Runtime").AddPrometheusExporter());

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

    /// <summary>Adds a model.</summary>
    /// <param name="services">The service's parts.</param>
    /// <param name="section">Section of the configuration with its settings.</param>
    public static IServiceCollection AddModel<T>(this IServiceCollection services, string section = "Freeze")
        where T : FrozenModel, new() => services
        .AddFreeze<T>(section: section)
        .AddSingleton<IClassifier>(provider => new FreezeClassifier(provider.GetRequiredService<FreezeService<T>>()));
}
