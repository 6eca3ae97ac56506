namespace Freeze.Samples.Service.Web;

/// <summary>A mistake of the client.</summary>
internal sealed class BadRequestException(int status, string message) : Exception(message)
{
    /// <summary>The status that the client gets.</summary>
    public int Status => status;
}
