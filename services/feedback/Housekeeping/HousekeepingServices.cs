using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Erasure;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Retention;
using PathAlign.Feedback.Settings;
using PathAlign.Storage.Documents;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Housekeeping;

/// <summary>Registers sweeps and erasures.</summary>
internal static class HousekeepingServices
{
    /// <summary>Adds both. The stores, the jobs and the replaced objects have to be among the services.</summary>
    internal static IServiceCollection AddHousekeeping(this IServiceCollection services)
    {
        services.AddSingleton<IRetained, OldSessions>()
            .AddSingleton<IRetained, OldDeliveries>()
            .AddSingleton<IRetained, OldImports>()
            .AddSingleton<IRetained, OldItems>()
            .AddSingleton<IRetained, OldRounds>()
            .AddSingleton<IRetained, OldObjects>()   // last: it removes what the others released
            .AddSingleton<RejectedRounds>()
            .AddSingleton<References>()
            .AddSingleton<Sweeps>();
        services.AddSingleton(
            s =>
                new Sweep(
                    s.GetServices<IRetained>(),
                    s.GetRequiredService<AuditLog>(),
                    s.GetRequiredService<TimeProvider>(),
                    s.GetRequiredService<IOptions<RetentionOptions>>(),
                    s.GetRequiredService<ILogger<Sweep>>()));
        services.AddSingleton<ErasedAccounts>()
            .AddSingleton<ErasedRatings>()
            .AddSingleton<ErasedDocuments>()
            .AddSingleton<ErasedObjects>()
            .AddSingleton<Turn>()
            .AddSingleton<ErasePerson>();
        services.AddSingleton(
            s =>
                new Erasures(
                    s.GetRequiredService<FeedbackCollections>(),
                    s.GetRequiredService<IDocumentStore>(),
                    s.GetRequiredService<ErasePerson>(),
                    s.GetRequiredService<AuditLog>(),
                    s.GetRequiredService<Turn>()));
        return services.AddSingleton<Housekeeper>().AddHostedService(s => s.GetRequiredService<Housekeeper>());
    }
}
