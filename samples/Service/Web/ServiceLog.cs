namespace Freeze.Samples.Service.Web;

/// <summary>What the web part logs.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(100, LogLevel.Error, "{Path} failed")]
    public static partial void Failed(this ILogger logger, Exception error, string path);
}
