using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Freeze.Samples.Service.Web;

/// <summary>Kestrel, limits and errors, the same for every engine behind them.</summary>
internal static class WebStack
{
    /// <summary>The policy that limits how many requests are under way.</summary>
    public const string Concurrency = "concurrency";

    public static WebApplicationBuilder CreateBuilder(string[] args, IDictionary<string, string> switches)
    {
        // Settings and models lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine(args, switches);
        if (builder.Configuration["urls"] is { Length: > 0 } urls) builder.WebHost.UseUrls(urls);
        var options = new ServiceOptions();
        builder.Configuration.GetSection("Service").Bind(options);
        if (options.Problem() is { } problem) throw new FreezeException(problem);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<ImageIntake>();
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default));
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.AddConcurrencyLimiter(Concurrency, limit => (limit.PermitLimit, limit.QueueLimit) = (options.MaxConcurrency, 0));
            limiter.OnRejected = static async (rejected, _) => await Problems.BusyAsync(rejected.HttpContext);
        });
        return builder;
    }

    public static void Use(WebApplication app)
    {
        app.Use(Problems.CatchAsync);
        app.UseStatusCodePages(context => Problems.WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode, null));
        app.UseRateLimiter();
    }

    private static void Limit(KestrelServerOptions kestrel, ServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        var rate = new MinDataRate(options.SlowestBytesPerSecond, options.SlowGrace);
        var limits = kestrel.Limits;
        (limits.MaxRequestBodySize, limits.MaxConcurrentConnections) = (options.MaxBodyBytes, options.MaxConnections);
        (limits.MinRequestBodyDataRate, limits.MinResponseDataRate, limits.RequestHeadersTimeout) = (rate, rate, options.SlowGrace * 2);
    }
}
