using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PathAlign.Evaluator;
using PathAlign.Feedback;
using PathAlign.Feedback.Settings;
using PathAlign.Finetuner;
using PathAlign.Generator;
using PathAlign.Messaging;
using PathAlign.Reward;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Telemetry;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// All five services in one process: events in memory, documents in SQLite, objects in files, the rating API on
/// loopback.
/// </summary>
internal static class EmbeddedHost
{
    // A person wants to take back the last rating as well; a program does not wait for that.
    private const int UndoSeconds = 15, AnnounceSeconds = 5;

    /// <summary>Composes it.</summary>
    /// <param name="home">Where everything lies.</param>
    /// <param name="verbose">Whether the services' log is shown.</param>
    /// <param name="port">Where people find the rating app; null for any free port and programs alone.</param>
    internal static WebApplication Build(Home home, bool verbose = false, int? port = null)
    {
        Directory.CreateDirectory(home.Work);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = home.Root });
        builder.WebHost.UseUrls($"http://127.0.0.1:{port ?? 0}");
        builder.Logging.ClearProviders();
        if (verbose) builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.AddTelemetry("standalone");
        builder.Services.AddSingleton<IDocumentStore>(_ => new SqliteDocumentStore(home.Documents));
        builder.Services.AddSingleton<IObjectStore>(_ => new FileObjectStore(home.Objects));
        builder.Services.AddPathAlignJobs(jobs =>
        {
            jobs.WorkRoot = home.Work;
            jobs.ReannounceAllAtStart = true;
            jobs.TakeOverAtStart = true;   // the home is locked: nobody else works here
        });
        builder.Services.AddGenerator().AddReward().AddFinetuner().AddEvaluator().AddFeedback().AddFeedbackStage();
        builder.Services.Configure<FeedbackOptions>(feedback =>
        {
            feedback.ReannounceAllAtStart = true;
            if (port is not null) (feedback.UndoSeconds, feedback.AnnounceSeconds) = (UndoSeconds, AnnounceSeconds);
        });
        // no name that another site makes point here
        builder.Services.AddHostFiltering(hosts => hosts.AllowedHosts = ["127.0.0.1", "localhost"]);
        builder.Services.AddPathAlignBus();
        var app = builder.Build();
        app.UseHostFiltering();
        app.MapFeedback().MapOperations();
        return app;
    }
}
