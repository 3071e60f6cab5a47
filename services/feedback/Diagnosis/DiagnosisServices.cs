using Microsoft.Extensions.DependencyInjection;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Registers the checks, in the order in which they are shown.</summary>
internal static class DiagnosisServices
{
    internal static IServiceCollection AddDiagnosis(this IServiceCollection services) => services
        .AddSingleton<ICheck, SchemaCheck>()
        .AddSingleton<ICheck, ObjectsCheck>()
        .AddSingleton<ICheck, ClockCheck>()
        .AddSingleton<ICheck, ParkedJobsCheck>()
        .AddSingleton<ICheck, DeadLettersCheck>()
        .AddSingleton<ICheck, OutboxCheck>()
        .AddSingleton<ICheck, ImportsCheck>()
        .AddSingleton<ICheck, ErasuresCheck>()
        .AddSingleton<ICheck, WebhooksCheck>()
        .AddSingleton<ICheck, AuditLogCheck>()
        .AddHostedService<FeedbackGauges>()
        .AddHostedService<DeadLetterGauges>()
        .AddSingleton(provider => new Diagnose(provider.GetServices<ICheck>()));
}
