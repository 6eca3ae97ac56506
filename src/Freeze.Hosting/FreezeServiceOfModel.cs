using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Freeze.Hosting;

/// <summary>A model in a host, for services that have several.</summary>
/// <typeparam name="T">The generated class.</typeparam>
public sealed class FreezeService<T> : FreezeService
    where T : FrozenModel, new()
{
    internal FreezeService(FreezeOptions options, IMeterFactory meters, ILoggerFactory loggers)
        : base(static () => new T(), options, meters, loggers)
    {
    }
}
