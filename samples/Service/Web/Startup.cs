using Microsoft.Extensions.Options;

namespace Freeze.Samples.Service.Web;

/// <summary>Tells mistakes of whoever started the service from defects of the service.</summary>
internal static class Startup
{
    /// <summary>Whether the message alone says what to do, so that nobody needs a stack trace.</summary>
    public static bool IsMistake(Exception error) => error is FreezeException or OptionsValidationException or IOException or FormatException
        || error is InvalidOperationException { InnerException: FormatException or OverflowException or ArgumentException };
}
