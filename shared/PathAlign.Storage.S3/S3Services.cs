using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PathAlign.Storage.Objects;

namespace PathAlign.Storage.S3;

/// <summary>Registers the object store in S3.</summary>
public static class S3Services
{
    /// <summary>The tag of the health check <c>objects</c>.</summary>
    public const string Ready = "ready";

    /// <summary>
    /// Adds an <see cref="IObjectStore"/> with settings from a section, usually <see cref="S3Options.Section"/>, which
    /// are checked now.
    /// </summary>
    /// <exception cref="OptionsValidationException">A setting is missing or impossible.</exception>
    /// <exception cref="InvalidOperationException">A setting is unknown.</exception>
    public static IServiceCollection AddS3Objects(this IServiceCollection services, IConfigurationSection section)
    {
        var options = new S3Options();
        section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        return services.AddS3Objects(options);
    }

    /// <summary>
    /// Adds an <see cref="IObjectStore"/>, <see cref="IPresignedReads"/>, a health check <c>objects</c>, the bucket's
    /// set-up at start, and the removal of copies that were replaced.
    /// </summary>
    /// <exception cref="OptionsValidationException">A setting is missing or impossible, or the secret is a placeholder
    /// for a server on another machine.</exception>
    public static IServiceCollection AddS3Objects(this IServiceCollection services, S3Options options)
    {
        var found = new S3OptionsRules().Validate(null, options);
        if (found.Failed) throw new OptionsValidationException(S3Options.Section, typeof(S3Options), found.Failures);
        services.TryAddSingleton(_ => new S3ObjectStore(options));
        services.AddSingleton<IObjectStore>(s => s.GetRequiredService<S3ObjectStore>());
        services.AddSingleton<IPresignedReads>(s => s.GetRequiredService<S3ObjectStore>());
        services.AddHealthChecks()
            .AddCheck<StoreHealth<S3ObjectStore>>("objects", tags: [Ready], timeout: TimeSpan.FromSeconds(5));
        services.AddHostedService<ReplacedCopies>();
        if (options.SetUpBucket) services.AddHostedService<S3SetUp>();
        return services;
    }
}
