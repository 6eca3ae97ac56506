using Freeze.Hosting;

namespace Freeze.Samples.Service.Web;

/// <summary>Every error is a problem document (RFC 9457) with a status that says whose fault it is.</summary>
internal static class Problems
{
    private const int RetryAfterSeconds = 1;

    /// <summary>Turns what a request runs into into its answer, whether it was thrown at once or by a task.</summary>
    public static async Task CatchAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            // The client is gone: the status is for those who count them.
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception error)
        {
            var (status, detail) = Of(error);

            // The path is the client's text, the endpoint's name is not.
            if (status == StatusCodes.Status500InternalServerError)
                context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Freeze.Service").Failed(error, context.GetEndpoint()?.DisplayName ?? "a request");
            int? retryAfter = status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable ? RetryAfterSeconds : null;
            await WriteAsync(context, status, detail, retryAfter);
        }
    }

    /// <summary>An error's status, and what the client is told.</summary>
    public static (int Status, string Detail) Of(Exception error) => error switch
    {
        BadRequestException mistake => (mistake.Status, mistake.Message),
        BusyException busy => (busy.Status, busy.Message),

        // Kestrel's own: a body that is too large (413), too slow (408) or malformed (400).
        BadHttpRequestException mistake => (mistake.StatusCode, mistake.Message),

        // What caused it names files of the service.
        FreezeUnavailableException { InnerException: not null } => (StatusCodes.Status503ServiceUnavailable, "The model is unavailable; the service's log says why."),
        FreezeUnavailableException unavailable => (StatusCodes.Status503ServiceUnavailable, unavailable.Message),
        FreezeException mistake => (StatusCodes.Status400BadRequest, mistake.Message),
        OperationCanceledException => (StatusCodes.Status499ClientClosedRequest, "The request was cancelled."),
        OutOfMemoryException => (StatusCodes.Status503ServiceUnavailable, "The service is out of memory; try again later."),
        _ => (StatusCodes.Status500InternalServerError, "The service failed; its log says why."),
    };

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
        await response.WriteAsJsonAsync(problem, ServiceJson.Default.Problem, "application/problem+json", context.RequestAborted);
    }
}
