using System.Diagnostics.Metrics;
using Freeze;
using Freeze.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

// Where those who write services.Add... look for it.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds frozen models to a host.</summary>
public static class FreezeServiceCollectionExtensions
{
    /// <summary>
    /// Adds a model: <see cref="FreezeService{T}"/>, loaded and warmed up before the host listens; a health check, tagged "ready"; the
    /// meter and activity source "Freeze.Hosting". Several models may be added; <see cref="FreezeService"/> is the first of them, and <see
    /// cref="FreezeServices"/> has all.
    /// </summary>
    /// <typeparam name="T">The generated class.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Settings that win over the configuration's.</param>
    /// <param name="section">
    /// Section of the configuration that is bound to <see cref="FreezeOptions"/>. In lower case it is the health check's name too, with the
    /// class's name behind it where another model has that name already.
    /// </param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddFreeze<T>(this IServiceCollection services, Action<FreezeOptions>? configure = null, string section = "Freeze")
        where T : FrozenModel, new()
    {
        ArgumentNullException.ThrowIfNull(services);
        var name = typeof(T).FullName ?? typeof(T).Name;
        services.AddOptions<FreezeOptions>(name)
            .Configure<IConfiguration>((options, configuration) => Bind(name, options, configuration.GetSection(section)))
            .Configure(options => configure?.Invoke(options)).ValidateOnStart();
        if (services.Any(service => service.ServiceType == typeof(FreezeService<T>))) return services;

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FreezeOptions>, FreezeOptionsValidation>());
        services.AddSingleton(provider => new FreezeService<T>(
            provider.GetRequiredService<IOptionsMonitor<FreezeOptions>>().Get(name),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton<FreezeService>(provider => provider.GetRequiredService<FreezeService<T>>());
        var check = section.ToLowerInvariant();
        if (services.Any(service => service.ImplementationInstance is FreezeRegistration other && other.Check == check))
            check += "-" + name.ToLowerInvariant();
        services.AddSingleton(new FreezeRegistration(check, static provider => provider.GetRequiredService<FreezeService<T>>()));
        services.TryAddSingleton(static provider => new FreezeServices(
            [.. provider.GetServices<FreezeRegistration>().Select(registration => registration.Find(provider))]));
        services.AddHostedService(provider => new FreezeLifetime<T>(provider.GetRequiredService<FreezeService<T>>()));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            check, provider => new FreezeHealthCheck(provider.GetRequiredService<FreezeService<T>>()), null, ["ready"]));
        return services;
    }

    // A value of another type is a wrong setting like any other.
    private static void Bind(string name, FreezeOptions options, IConfigurationSection section)
    {
        options.UnknownSettings = SettingNames.Problems(section);
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException error)
        {
            throw new OptionsValidationException(name, typeof(FreezeOptions), [$"Freeze ({name}): {error.Message}"]);
        }
    }
}
