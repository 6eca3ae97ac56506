using System.Net;
using Freeze.Hosting;
using Freeze.Samples.Service.Web;

namespace Freeze.Samples.Service;

/// <summary><c>POST /admin/reload</c>: loads the model's files anew, of several models those of <c>?model=NAME</c>. Only from this machine.</summary>
internal static class AdminEndpoint
{
    public static void MapAdmin(this WebApplication app) => app.MapPost("/admin/reload", ReloadAsync);

    private static async Task ReloadAsync(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address))
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "The model is reloaded from this machine only.");
            return;
        }

        var services = context.RequestServices.GetRequiredService<FreezeServices>();
        var name = context.Request.Query["model"].ToString();
        if ((name.Length == 0 ? services[0] : services.Find(name)) is not { } service)
        {
            await Problems.WriteAsync(
                context, StatusCodes.Status404NotFound, $"There is no model '{name}'; there are: {string.Join(", ", services.Select(other => other.Plan.Name))}.");
            return;
        }

        try
        {
            // Loading and warming up takes a while: not on a thread that serves connections.
            var info = await Task.Run(service.Reload);
            await context.Response.WriteAsJsonAsync(
                new ReloadResponse(info.Name, info.Generation, info.Weights, info.HasCaches, info.Certificate?.Risk), ServiceJson.Default.ReloadResponse);
        }
        catch (FreezeException error)
        {
            await Problems.WriteAsync(context, StatusCodes.Status409Conflict, $"{error.Message} The present model goes on answering.");
        }
    }
}
