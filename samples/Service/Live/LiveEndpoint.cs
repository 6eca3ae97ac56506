using Freeze.Hosting;

namespace Freeze.Samples.Service.Live;

/// <summary><c>/</c>: a page that shows the service at work; <c>/live?model=NAME</c>: its server-sent events, of the first model without a name.</summary>
internal static class LiveEndpoint
{
    private const int MostWatchers = 16;
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(500);
    private static readonly byte[] s_data = "data: "u8.ToArray(), s_end = "\n\n"u8.ToArray();
    private static int s_watchers;

    public static void MapLive(this WebApplication app)
    {
        var page = ReadPage();
        var (services, lifetime) = (app.Services.GetRequiredService<FreezeServices>(), app.Services.GetRequiredService<IHostApplicationLifetime>());
        var figures = services.ToDictionary(service => service.Plan.Name, service => new LiveFigures(service, services), StringComparer.Ordinal);
        app.MapGet("/", (RequestDelegate)(context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:";
            return context.Response.Body.WriteAsync(page).AsTask();
        }));
        app.MapGet("/live", (RequestDelegate)(context =>
        {
            var name = context.Request.Query["model"].ToString();
            return figures.TryGetValue(name.Length == 0 ? services[0].Plan.Name : name, out var shown)
                ? StreamAsync(context, shown, lifetime.ApplicationStopping)
                : Web.Problems.WriteAsync(context, StatusCodes.Status404NotFound, $"There is no model '{name}'.");
        }));
    }

    private static async Task StreamAsync(HttpContext context, LiveFigures figures, CancellationToken stopping)
    {
        if (Interlocked.Increment(ref s_watchers) > MostWatchers)
        {
            Interlocked.Decrement(ref s_watchers);
            await Web.Problems.BusyAsync(context);
            return;
        }

        // A page that is open must not hold up the end of the service.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        (FreezeSnapshot, long)? earlier = null;
        try
        {
            while (true)
            {
                await context.Response.Body.WriteAsync(s_data, stop.Token);
                await context.Response.Body.WriteAsync(figures.Next(ref earlier), stop.Token);
                await context.Response.Body.WriteAsync(s_end, stop.Token);
                await context.Response.Body.FlushAsync(stop.Token);
                await Task.Delay(s_period, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the service stops.
        }
        finally
        {
            Interlocked.Decrement(ref s_watchers);
        }
    }

    private static byte[] ReadPage()
    {
        using var stream = typeof(LiveEndpoint).Assembly.GetManifestResourceStream("live.html")!;
        using var page = new MemoryStream();
        stream.CopyTo(page);
        return page.ToArray();
    }
}
