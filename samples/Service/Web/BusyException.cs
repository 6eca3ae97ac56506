namespace Freeze.Samples.Service.Web;

/// <summary>There is no room for a request now; a second later there may be.</summary>
/// <param name="isClient">Whether it is this client that has taken its share: others are still served.</param>
/// <param name="message">What there is too much of.</param>
internal sealed class BusyException(bool isClient, string message) : Exception(message)
{
    /// <summary>The status that the client gets, with a time to come back.</summary>
    public int Status => isClient ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable;
}
