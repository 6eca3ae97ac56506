using System.Security.Cryptography;
using System.Text;
using Freeze.Hosting;
using Freeze.Samples.Service.Web;

namespace Freeze.Samples.Service;

/// <summary>
/// <c>POST /admin/reload</c>: loads the model's files anew, of several models those of <c>?model=NAME</c>. It takes the token of the settings
/// (<c>Authorization: Bearer TOKEN</c>) or comes over the Unix socket; without either setting it is off.
/// </summary>
internal static class AdminEndpoint
{
    private const string Scheme = "Bearer ";

    public static void MapAdmin(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<ServiceOptions>();
        var token = options.AdminToken.Length > 0 ? Hash(options.AdminToken) : null;
        var isOn = token is not null || options.AdminSocket.Length > 0;
        var loading = 0;
        app.MapPost("/admin/reload", (RequestDelegate)(async context =>
        {
            if (!isOn) throw new BadRequestException(StatusCodes.Status404NotFound, "Reloading over HTTP is off; set Service:AdminTokenFile or Service:AdminSocket.");
            RequestSource.Check(context, isAdmin: true);
            if (!IsAllowed(context, token))
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                await Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, "Send the token of Service:AdminTokenFile as Authorization: Bearer TOKEN.");
                return;
            }

            var services = context.RequestServices.GetRequiredService<FreezeServices>();
            var name = context.Request.Query["model"].ToString();
            if ((name.Length == 0 ? services[0] : services.Find(name)) is not { } service)
            {
                var names = string.Join(", ", services.Select(other => other.Plan.Name));
                await Problems.WriteAsync(context, StatusCodes.Status404NotFound, $"There is no such model; there are: {names}.");
                return;
            }

            // Two models in memory are enough, whichever they are of.
            if (Interlocked.Exchange(ref loading, 1) == 1)
            {
                await Problems.WriteAsync(context, StatusCodes.Status409Conflict, "A model is being loaded already; try again.", retryAfter: 1);
                return;
            }

            try
            {
                await ReloadAsync(context, service);
            }
            finally
            {
                Volatile.Write(ref loading, 0);
            }
        }));
    }

    private static async Task ReloadAsync(HttpContext context, FreezeService service)
    {
        FreezeModelInfo info;
        try
        {
            // Loading and warming up takes a while: not on a thread that serves connections.
            info = await Task.Factory.StartNew(service.Reload, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (FreezeException error)
        {
            await Problems.WriteAsync(context, StatusCodes.Status409Conflict, $"{error.Message} The present model goes on answering.");
            return;
        }

        await context.Response.WriteAsJsonAsync(
            new ReloadResponse(info.Name, info.Generation, info.Weights, info.HasCaches, info.Certificate?.Risk), ServiceJson.Default.ReloadResponse);
    }

    private static bool IsAllowed(HttpContext context, byte[]? token)
    {
        if (context.Features.Get<GatedConnection>()?.Listener == Listener.Admin) return true;
        var sent = context.Request.Headers.Authorization.ToString();

        // Hashes are as long as each other, so that the time says nothing about the token, its length included.
        return token is not null && sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(sent[Scheme.Length..].Trim()), token);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
