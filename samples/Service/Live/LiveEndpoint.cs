using Freeze.Hosting;
using Freeze.Samples.Service.Web;

namespace Freeze.Samples.Service.Live;

/// <summary>
/// <c>/</c>: a page that shows the service at work; <c>/live?model=NAME</c>: its server-sent events, of the first model without a name.
/// </summary>
internal static class LiveEndpoint
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(500);
    private static readonly byte[] s_data = "data: "u8.ToArray(), s_end = "\n\n"u8.ToArray();

    public static void MapLive(this WebApplication app)
    {
        var page = ReadPage();
        var (services, lifetime) = (app.Services.GetRequiredService<FreezeServices>(), app.Services.GetRequiredService<IHostApplicationLifetime>());
        var watchers = app.Services.GetRequiredService<Watchers>();
        var grace = app.Services.GetRequiredService<ServiceOptions>().SlowGrace;
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
                ? StreamAsync(context, shown, watchers, grace, lifetime.ApplicationStopping)
                : Problems.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such model.");
        }));
    }

    private static async Task StreamAsync(HttpContext context, LiveFigures figures, Watchers watchers, TimeSpan grace, CancellationToken stopping)
    {
        var client = ClientAddress.Of(context.Connection.RemoteIpAddress);
        watchers.Add(client);
        var gated = context.Features.Get<GatedConnection>();
        gated?.Gate.Hold(gated.Connection, 1);
        try
        {
            // A page that is open must not hold up the end of the service.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            (FreezeSnapshot, long)? earlier = null;
            while (true)
            {
                await context.Response.Body.WriteAsync(s_data, stop.Token);
                await context.Response.Body.WriteAsync(figures.Next(ref earlier), stop.Token);
                await context.Response.Body.WriteAsync(s_end, stop.Token);
                await context.Response.Body.FlushAsync(stop.Token).WaitAsync(grace, stop.Token);
                await Task.Delay(s_period, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the service stops.
        }
        catch (TimeoutException)
        {
            // It takes nothing: what was sent fills all buffers on the way.
            context.Abort();
        }
        finally
        {
            gated?.Gate.Hold(gated.Connection, -1);
            watchers.Remove(client);
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
