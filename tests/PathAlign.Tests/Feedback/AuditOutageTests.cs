using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PathAlign.Storage;
using PathAlign.Tests.Files;
using PathAlign.Tests.Messaging;
using PathAlign.Web.Audit;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>While the store refuses what belongs into the audit log, the service goes on.</summary>
public sealed class AuditOutageTests
{
    private readonly FeedbackStores _stores = new();
    private readonly TestClock _clock = new();

    [Fact]
    public async Task Refused_sign_ins_are_kept_until_the_log_takes_them()
    {
        var host = await FeedbackHost.StartAtAsync(_stores, 0, _clock);
        using var browser = new SessionClient(host);
        var refused = 0;
        void Refuse() => _stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection != "audit-log") return;
            refused++;
            throw new StoreRefusedException("no right to write");
        };
        for (var i = 0; i < 3; i++) await browser.SignInAsync(new { name = "anna", password = "no" });

        Refuse();
        await AsMinutesPassAsync(() => Task.FromResult(refused > 1), "two tries");
        _stores.Documents.BeforeInsert = null;
        await AsMinutesPassAsync(async () => (await _stores.AllAsync("audit-log")).Count == 2, "the summary");

        Assert.False(IsStopping(host));
        for (var i = 0; i < 2; i++) await browser.SignInAsync(new { name = "anna", password = "no" });
        Refuse();
        await host.DisposeAsync();   // throws nothing
    }

    [Fact]
    public async Task Anchors_are_written_again_after_the_store_refused_to_read()
    {
        using var folder = new TemporaryFolder();
        var file = folder.At("anchors.jsonl");
        var documents = new FailingDocuments(_stores.Documents)
        {
            Reason = () => new StoreRefusedException("no right to read"),
        };
        await using var host = await FeedbackHost.StartAtAsync(
            new FeedbackStores { Served = documents }, 0, _clock, settings: [("Audit:AnchorFile", file)]);
        await host.Services.GetRequiredService<AuditLog>().AppendAsync("anna", "x", null, default);

        documents.Down = true;
        var minutes = 0;
        await AsMinutesPassAsync(() => Task.FromResult(++minutes > 130), "two times at which anchors are due");
        documents.Down = false;
        await AsMinutesPassAsync(() => Task.FromResult(File.Exists(file)), "the anchor");

        Assert.False(IsStopping(host));
    }

    private Task AsMinutesPassAsync(Func<Task<bool>> condition, string what) => Eventually.TrueAsync(
        () =>
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            return condition();
        },
        what);

    private static bool IsStopping(FeedbackHost host) =>
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;
}
