using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PathAlign.Storage.Documents;

namespace PathAlign.Storage.Mongo;

/// <summary>Registers the document store in MongoDB.</summary>
public static class MongoServices
{
    /// <summary>The tag of the health check <c>documents</c>.</summary>
    public const string Ready = "ready";

    /// <summary>
    /// Adds an <see cref="IDocumentStore"/> with settings from a section, usually <see cref="MongoOptions.Section"/>,
    /// which are checked now.
    /// </summary>
    /// <exception cref="OptionsValidationException">A setting is missing or impossible.</exception>
    /// <exception cref="InvalidOperationException">A setting is unknown.</exception>
    /// <exception cref="ArgumentException">The connection string is invalid, or its credentials are missing or
    /// placeholders.</exception>
    public static IServiceCollection AddMongoDocuments(this IServiceCollection services, IConfigurationSection section)
    {
        var options = new MongoOptions();
        section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        return services.AddMongoDocuments(options.ConnectionString, options.Database);
    }

    /// <summary>
    /// Adds an <see cref="IDocumentStore"/>, which connects on first use, and a health check <c>documents</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="connectionString">See <see cref="MongoOptions.ConnectionString"/>.</param>
    /// <param name="database">See <see cref="MongoOptions.Database"/>.</param>
    /// <exception cref="OptionsValidationException">The connection string is missing or the database's name is
    /// invalid.</exception>
    /// <exception cref="ArgumentException">The connection string is invalid, or its credentials are missing or
    /// placeholders.</exception>
    public static IServiceCollection AddMongoDocuments(
        this IServiceCollection services, string connectionString, string database)
    {
        var options = new MongoOptions { ConnectionString = connectionString, Database = database };
        var found = new DataAnnotationValidateOptions<MongoOptions>(null).Validate(null, options);
        if (found.Failed)
            throw new OptionsValidationException(MongoOptions.Section, typeof(MongoOptions), found.Failures);
        var address = new MongoAddress(connectionString);
        services.TryAddSingleton<IMongoCommands>(_ => new MongoDriverCommands(address, database));
        services.TryAddSingleton(s => new MongoDocumentStore(s.GetRequiredService<IMongoCommands>()));
        services.AddSingleton<IDocumentStore>(s => s.GetRequiredService<MongoDocumentStore>());
        services.AddHealthChecks()
            .AddCheck<StoreHealth<MongoDocumentStore>>("documents", tags: [Ready], timeout: TimeSpan.FromSeconds(5));
        return services;
    }
}
