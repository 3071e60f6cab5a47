using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PathAlign.Evaluator;
using PathAlign.Feedback;
using PathAlign.Feedback.Settings;
using PathAlign.Finetuner;
using PathAlign.Generator;
using PathAlign.Messaging;
using PathAlign.Messaging.Outbox;
using PathAlign.Reward;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Telemetry;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// All five services in one process: events in memory, documents in SQLite, objects in files, the rating API on
/// loopback.
/// </summary>
internal static class EmbeddedHost
{
    // A person may want to change the last rating too; a program does not.
    private const int OutboxSeconds = 5;

    /// <summary>Composes the host.</summary>
    /// <param name="home">The folder of all state; if it is open to read, the host may not be started.</param>
    /// <param name="verbose">Whether to show the services' log.</param>
    /// <param name="port">The port of the rating app; null for any free port, for programs only.</param>
    internal static WebApplication Build(Home home, bool verbose = false, int? port = null)
    {
        if (!home.ReadsOnly) Directory.CreateDirectory(home.Work);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = home.Root });
        // No settings files from the home. They would be watched, which costs an event per write to any file there.
        foreach (var file in builder.Configuration.Sources.OfType<JsonConfigurationSource>().ToList())
            builder.Configuration.Sources.Remove(file);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port ?? 0}");
        builder.Logging.ClearProviders();
        if (verbose) builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.AddTelemetry("standalone");
        builder.Services.AddSingleton<IDocumentStore>(_ => home.ReadsOnly
            ? SqliteDocumentStore.OpenToRead(home.Documents)
            : new SqliteDocumentStore(home.Documents));
        builder.Services.AddSingleton<IObjectStore>(_ => new FileObjectStore(home.Objects)).AddReplacedObjects();
        builder.Services.AddPathAlignJobs(jobs =>
        {
            jobs.WorkRoot = home.Work;
            jobs.TakeOverAtStart = true;   // the home is locked: no other process works here
        });
        builder.Services.AddOutbox(outbox =>
        {
            outbox.ReannounceAllAtStart = true;
            if (port is not null) outbox.IntervalSeconds = OutboxSeconds;
        });
        builder.Services.AddGenerator().AddReward().AddFinetuner().AddEvaluator().AddFeedback().AddFeedbackStage();
        builder.Services.Configure<AuditOptions>(audit =>
        {
            if (audit.AnchorFile.Length == 0) audit.AnchorFile = home.AuditAnchors;
        });
        if (port is null)   // only the program rates: it never changes its mind, and rates nothing while it erases
            builder.Services.Configure<FeedbackOptions>(feedback =>
            {
                feedback.UndoSeconds = 0;
                feedback.ErasureSettleSeconds = 0;
            });
        // rejects host names that another site points here
        builder.Services.AddHostFiltering(hosts => hosts.AllowedHosts = ["127.0.0.1", "localhost"]);
        builder.Services.AddSingleton(new ProcessKey(Home.AuditName));
        builder.Services.AddPathAlignBus();
        var app = builder.Build();
        RunningServer.Announce(app, home);
        app.UseHostFiltering();
        app.MapFeedback().MapOperations();
        return app;
    }
}
