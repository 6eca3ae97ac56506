using System.Collections;

namespace Freeze.Hosting;

/// <summary>All models of a host, in the order in which they were added.</summary>
public sealed class FreezeServices : IReadOnlyList<FreezeService>
{
    private readonly FreezeService[] _services;

    internal FreezeServices(FreezeService[] services) => _services = services;

    /// <inheritdoc/>
    public int Count => _services.Length;

    /// <inheritdoc/>
    public FreezeService this[int index] => _services[index];

    /// <summary>The model of a name; null when there is none.</summary>
    /// <param name="name">Its name, as in its files' names.</param>
    public FreezeService? Find(string name) => Array.Find(_services, service => service.Plan.Name == name);

    /// <inheritdoc/>
    public IEnumerator<FreezeService> GetEnumerator() => ((IEnumerable<FreezeService>)_services).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A model that was added to a host.</summary>
/// <param name="Check">Name of its health check.</param>
/// <param name="Find">Its service.</param>
internal sealed record FreezeRegistration(string Check, Func<IServiceProvider, FreezeService> Find);
