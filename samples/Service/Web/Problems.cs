using Freeze.Hosting;

namespace Freeze.Samples.Service.Web;

/// <summary>Every error is a problem document (RFC 9457) with a status that says whose fault it is.</summary>
internal static class Problems
{
    /// <summary>Turns what a request runs into into its answer.</summary>
    public static async Task CatchAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (BadRequestException error)
        {
            await WriteAsync(context, error.Status, error.Message);
        }
        catch (BusyException error)
        {
            await WriteAsync(context, error.Status, error.Message, retryAfter: 1);
        }
        catch (FreezeUnavailableException error)
        {
            if (error.IsStopping) await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, error.Message, retryAfter: 1);
            else await BusyAsync(context);
        }
        catch (BadHttpRequestException error)
        {
            // Kestrel's own: a body that is too large (413), too slow (408) or malformed (400).
            await WriteAsync(context, error.StatusCode, error.Message);
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            // The client is gone: there is nobody to tell.
        }
        catch (Exception error)
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Freeze.Service").Failed(error, context.Request.Path);
            await WriteAsync(context, StatusCodes.Status500InternalServerError, "The service failed; its log says why.");
        }
    }

    /// <summary>Too many requests are under way.</summary>
    public static Task BusyAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests are under way; try again.", retryAfter: 1);

    public static async Task WriteAsync(HttpContext context, int status, string? detail, int? retryAfter = null)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return;
        }

        response.StatusCode = status;
        if (retryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var problem = new Problem(Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), status, detail);
        await response.WriteAsJsonAsync(problem, ServiceJson.Default.Problem, "application/problem+json", CancellationToken.None);
    }
}
