using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Freeze.Samples.Service.Web;

/// <summary>Kestrel, limits and errors, the same for every engine behind them.</summary>
internal static class WebStack
{
    /// <summary>The meter of connections and requests.</summary>
    public const string Meter = "Freeze.Service";

    // A connection holds no more than this of requests and answers that are on their way.
    private const int RequestBufferBytes = 16 << 10, ResponseBufferBytes = 16 << 10, HeaderBytes = 16 << 10, Headers = 64;

    public static WebApplicationBuilder CreateBuilder(string[] args, IDictionary<string, string> switches)
    {
        // Settings and models lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine(args, switches);
        var options = ServiceOptions.Of(builder.Configuration, new ConfigurationBuilder().AddCommandLine(args, switches).Build());
        var listeners = new Listeners(options);
        listeners.Configure(builder);
        builder.Services.AddSingleton(options).AddSingleton(listeners).AddSingleton(new Admission(options, TimeProvider.System)).AddSingleton<ImageIntake>();
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default));
        return builder;
    }

    public static void Use(WebApplication app)
    {
        app.Use(GatedConnection.TrackAsync);
        app.Use(Problems.CatchAsync);
        app.UseStatusCodePages(context => Problems.WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode, null));
        app.Use(Listeners.RouteAsync);
        app.Use(RequestSource.CheckAsync);
        var meter = app.Services.GetRequiredService<IMeterFactory>().Create(Meter);
        var (gate, admission) = (app.Services.GetRequiredService<Listeners>().Gate, app.Services.GetRequiredService<Admission>());
        meter.CreateObservableUpDownCounter("freeze.connections", () => gate.Count, "{connection}", "Connections that are open.");
        meter.CreateObservableCounter("freeze.connections.closed", () => gate.Closed, "{connection}", "Connections that gave way, or found no room.");
        meter.CreateObservableUpDownCounter("freeze.requests", () => admission.UnderWay.Requests, "{request}", "Requests that are answered.");
        meter.CreateObservableUpDownCounter("freeze.bodies", () => admission.UnderWay.Bytes, "By", "Bytes of bodies that are received or answered.");
    }

    private static void Limit(KestrelServerOptions kestrel, ServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        var rate = new MinDataRate(options.SlowestBytesPerSecond, options.SlowGrace);
        var limits = kestrel.Limits;
        (limits.MinRequestBodyDataRate, limits.MinResponseDataRate) = (rate, rate);
        (limits.RequestHeadersTimeout, limits.KeepAliveTimeout) = (options.SlowGrace * 2, options.KeepAlive);
        (limits.MaxRequestBodySize, limits.MaxRequestBufferSize, limits.MaxResponseBufferSize) = (options.MaxBodyBytes, RequestBufferBytes, ResponseBufferBytes);
        (limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount) = (HeaderBytes, Headers);

        // The gate makes room before; this bounds those that are being closed.
        limits.MaxConcurrentConnections = options.MaxConnections + options.MaxConnections / 8 + 1024;
    }
}
