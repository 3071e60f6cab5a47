using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Feedback.Agreement;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Diagnosis;
using PathAlign.Feedback.Exchange;
using PathAlign.Feedback.Housekeeping;
using PathAlign.Feedback.Opening;
using PathAlign.Feedback.Operations;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Reviews;
using PathAlign.Feedback.Settings;
using PathAlign.Feedback.Study;
using PathAlign.Feedback.Web;
using PathAlign.Feedback.Webhooks;
using PathAlign.Messaging;
using PathAlign.Messaging.DeadLetters;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Messaging.Settings;
using PathAlign.Rounds;
using PathAlign.Storage.Documents;
using PathAlign.Web;
using PathAlign.Web.Audit;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback;

/// <summary>The feedback service: images in, ratings from people or programs, frozen sets of ratings out.</summary>
public static class FeedbackService
{
    private const string Ready = "ready";

    /// <summary>
    /// Adds the service. The document store, the object store and MassTransit's bus have to be there too.
    /// </summary>
    public static IServiceCollection AddFeedback(this IServiceCollection services)
    {
        services.AddSettings<FeedbackOptions>(FeedbackOptions.Section);
        services.AddSettings<RetentionOptions>(RetentionOptions.Section);
        services.AddSettings<AuditOptions>(AuditOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddAccess<FeedbackOptions>();
        services.AddSingleton<FeedbackCollections>().AddSingleton<SchemaVersion>();
        services.AddSingleton<OpenSet>()
            .AddSingleton<RaterQueue>()
            .AddSingleton<RaterReadings>()
            .AddSingleton<Reservations>()
            .AddSingleton<NextItem>()
            .AddSingleton<Subjects>()
            .AddSingleton<Blinds>();
        services.AddSingleton<Readings>().AddSingleton<Disputes>().AddSingleton<ReviewQueue>();
        services.AddSingleton<OwnProgress>();
        services.AddSingleton<CommittedImports>()
            .AddSingleton<FreezeRatings>()
            .AddSingleton(provider => new RoundRatings(
                provider.GetRequiredService<FeedbackCollections>(),
                provider.GetRequiredService<FreezeRatings>(),
                provider.GetRequiredService<Disputes>(),
                provider.GetRequiredService<Blinds>()))
            .AddSingleton<SettleRating>()
            .AddSingleton<AnnounceRatings>()
            .AddHostedService(services => services.GetRequiredService<AnnounceRatings>())
            .AddSingleton<RateImage>()
            .AddSingleton<SubmitRating>()
            .AddSingleton<BulkRatings>()
            .AddSingleton<CheckImport>()
            .AddSingleton<ImportRatings>()
            .AddReconciled<RatingReconciler>();
        services.AddSingleton<WebhookQueue>().AddSingleton<IWebhookTransport, WebhookTransport>();
        services.AddHostedService<EnsureCollections>().AddHostedService<BlindOpenSets>();
        services.AddHostedService<WebhookSender>();
        services.AddApiDocument();
        services.AddHealthChecks()
            .AddCheck<StoreHealth>("feedback-stores", tags: [Ready], timeout: TimeSpan.FromSeconds(5));
        return services;
    }

    /// <summary>
    /// Adds what the service does when images come, and what operators use. The stores and the jobs have to be among
    /// the services, the bus comes after.
    /// </summary>
    public static IServiceCollection AddFeedbackStage(this IServiceCollection services)
    {
        services.TryAddSingleton<RoundInputs>();
        services.TryAddSingleton<StudyRounds>();
        services.TryAddSingleton<ChampionRegistry>();
        services.TryAddSingleton<RatingCounts>();
        services.TryAddSingleton<IDeadLetters, NoDeadLetters>();
        services.AddSingleton<RoundOverviews>().AddSingleton<ImageOverviews>().AddSingleton<RoundObjects>();
        services.AddHousekeeping();
        services.AddSingleton(
            s =>
                new Redrives(
                    s.GetRequiredService<JobStore>(),
                    s.GetRequiredService<IDeadLetters>(),
                    s.GetRequiredService<WebhookQueue>(),
                    s.GetRequiredService<AuditLog>()));
        services.AddSingleton(s => new RoundRequests(s.GetRequiredService<AuditLog>()));
        services.AddDiagnosis();
        return services.AddStage(
            StageNames.Feedback,
            stage => stage
                .Handle<ImagesGenerated, QueueImages>(JobQueues.QueueImages)
                .Handle<ImagesOrdered, QueueOrderedImages>(JobQueues.QueueOrderedImages)
                .Consume<SendRoundNews>("send-round-news")
                .Consume<RecordAutomation>("record-automation"));
    }

    /// <summary>Maps what operators use under /api/v1. <see cref="AddFeedbackStage"/> has to come before.</summary>
    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi();
        RoundRoutes.Map(api);
        ChangeRoutes.Map(api);
        ImageStudyRoutes.Map(api);
        ChampionRoutes.Map(api);
        OperationsRoutes.Map(api);
        RedriveRoutes.Map(api);
        DiagnosisRoutes.Map(api);
        ObjectRoutes.Map(api);
        SweepRoutes.Map(api);
        ErasureRoutes.Map(api);
        return endpoints;
    }

    /// <summary>Maps the rating app at /, the API under /api/v1, and /health/live and /health/ready.</summary>
    public static IEndpointRouteBuilder MapFeedback(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi();
        api.MapAccess();
        StudyRoutes.Map(api);
        QueueRoutes.Map(api);
        RatingRoutes.Map(api);
        BulkRoutes.Map(api);
        SetRoutes.Map(api);
        ExportRoutes.Map(api);
        ImportRoutes.Map(api);
        AgreementRoutes.Map(api);
        WebhookRoutes.Map(api);
        DocumentRoutes.Map(api);
        WebApp.Map(endpoints);
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Ready),
            // a bus that looks for its broker
            ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable },
        });
        return endpoints;
    }
}
