namespace Freeze.Samples.Service.Web;

/// <summary>There is no room for a request at present.</summary>
/// <param name="isOwnShare">Whether the client itself takes all that one client may (429); otherwise the service is full (503).</param>
/// <param name="message">What there is too much of.</param>
internal sealed class BusyException(bool isOwnShare, string message) : Exception(message)
{
    /// <summary>The status that the client gets.</summary>
    public int Status => isOwnShare ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable;
}
