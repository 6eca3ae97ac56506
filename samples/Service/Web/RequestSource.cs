using System.Net;

namespace Freeze.Samples.Service.Web;

/// <summary>
/// Refuses what a page of another site makes a browser send: requests that change something, from another origin, or to a name that is not the
/// service's and was pointed at its address (DNS rebinding).
/// </summary>
internal static class RequestSource
{
    // Names that no public name server answers: a page cannot have come from them.
    private static readonly string[] s_private = [".localhost", ".local", ".internal", ".svc"];

    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) return next(context);
        Check(context, isAdmin: false);
        return next(context);
    }

    /// <summary>Checks a request's Host and Origin.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isAdmin">Whether names that are merely private are refused, too: then it takes localhost, the address that the client
    /// connected to, or one of <see cref="ServiceOptions.AllowedHosts"/>.</param>
    /// <exception cref="BadRequestException">One of them is foreign (403).</exception>
    public static void Check(HttpContext context, bool isAdmin)
    {
        var (request, options) = (context.Request, context.RequestServices.GetRequiredService<ServiceOptions>());
        if (!IsOurs(request.Host.Host, context.Connection.LocalIpAddress, options, isAdmin))
            throw Foreign("The Host header names another host; where the service is reached by that name, add it to Service:AllowedHosts.");
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none") || request.Headers.Origin.Any(origin => !IsOwn(origin, request)))
            throw Foreign("The request comes from a page of another origin.");
    }

    private static bool IsOurs(string host, IPAddress? local, ServiceOptions options, bool isAdmin)
    {
        if (options.AllowedHosts.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Any(name => Matches(host, name))) return true;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return true;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
            return !isAdmin || IPAddress.IsLoopback(address) || (local is not null && address.MapToIPv6().Equals(local.MapToIPv6()));
        return !isAdmin && (!host.Contains('.', StringComparison.Ordinal) || s_private.Any(end => host.EndsWith(end, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool Matches(string host, string name) => name == "*" || host.Equals(name, StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase));

    // An origin's default port is left out of it, as it is of the Host header. "null" is a page without an origin.
    private static bool IsOwn(string? origin, HttpRequest request) => Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static BadRequestException Foreign(string message) => new(StatusCodes.Status403Forbidden, message);
}
