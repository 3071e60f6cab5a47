using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PathAlign.Messaging.Settings;

/// <summary>Checks settings before anything starts; messages name key, rule and value.</summary>
public static class SettingsServices
{
    /// <summary>
    /// Binds a section of the configuration. At start, it rejects unknown keys and validates values against their
    /// attributes.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section's name.</param>
    public static OptionsBuilder<TOptions> AddSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddSingleton<IValidateOptions<TOptions>>(new SettingsRules<TOptions>(section));
        return services.AddOptions<TOptions>()
            // a bare host has no configuration
            .Configure<IServiceProvider>(
                (options, provider) => Bind(options, section, provider.GetService<IConfiguration>()))
            .ValidateOnStart();
    }

    private static void Bind<TOptions>(TOptions options, string section, IConfiguration? configuration)
        where TOptions : class
    {
        if (configuration is null) return;
        var known = typeof(TOptions).GetProperties()
            .Where(p => p.SetMethod is { IsPublic: true })
            .Select(p => p.Name)
            .ToList();
        var part = configuration.GetSection(section);
        foreach (var child in part.GetChildren())
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                throw Refused<TOptions>(
                    section,
                    $"{section}:{child.Key}: expected one of {string.Join(", ", known)}, found an unknown key");
        try
        {
            part.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException error)   // text instead of a number; the message names key and value
        {
            throw Refused<TOptions>(section, error.Message);
        }
    }

    private static OptionsValidationException Refused<TOptions>(string section, string failure) =>
        new(section, typeof(TOptions), [failure]);
}
