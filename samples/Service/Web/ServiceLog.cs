namespace Freeze.Samples.Service.Web;

/// <summary>What the web part logs: nothing that a client chose, so that no request writes lines of its own.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(100, LogLevel.Error, "{Endpoint} failed")]
    public static partial void Failed(this ILogger logger, Exception error, string endpoint);
}
