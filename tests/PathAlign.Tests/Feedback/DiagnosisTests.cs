using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Feedback.Diagnosis;
using PathAlign.Files;
using PathAlign.Messaging.DeadLetters;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Each fault, and the sentence that an operator gets.</summary>
public sealed class DiagnosisTests
{
    private static readonly string _missing = ObjectKey.Of("plans", "json", new byte[32]);
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task Without_a_fault_every_check_is_well_and_nothing_is_to_do()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);

        var findings = await FindingsAsync(host);

        Assert.Equal(
            [
                "documents", "objects", "clock", "parked jobs", "dead letters", "outbox", "imports", "erasures",
                "webhooks", "audit log",
            ],
            findings.Select(finding => finding.Check));
        Assert.All(findings, finding => Assert.True(finding.Ok && finding.Remedy is null, finding.Found));
    }

    [Fact]
    public async Task A_parked_job_says_why_and_how_it_is_tried_again()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var id = await ParkAsync(host, job => job);

        await ExpectAsync(
            host,
            "parked jobs",
            "1; the newest is generator-draw-round of round lost: the disk was full",
            $"pathalign redrive {id}");
    }

    [Fact]
    public async Task A_parked_job_that_nobody_wants_is_called_off_which_is_in_the_log()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var id = await ParkAsync(host, job => job);
        var key = await host.RegisterAsync("olga", RaterRole.Operator);

        await ExpectProblem.Async(
            404, "unknown-job", host.PostAsync("", key, null, path: "/api/v1/jobs/nobody/cancel"));
        var answer = await host.PostAsync("", key, null, path: $"/api/v1/jobs/{id}/cancel");

        Assert.Equal("cancelled", (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["state"]!);
        Assert.True((await FindingAsync(host, "parked jobs")).Ok);
        Assert.Contains(
            await _stores.AllAsync("audit-log"),
            d => ((string)d.Body["who"]!, (string)d.Body["what"]!, (string?)d.Body["subject"])
                == ("olga", "job-cancelled", id));
    }

    [Fact]
    public async Task An_object_that_unfinished_work_names_and_that_is_missing_is_named()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var id = await ParkAsync(host, job => job);

        await ExpectAsync(host, "objects", $"missing: {_missing} of job {id}", "restore the objects");
    }

    [Fact]
    public async Task The_objects_of_a_former_champion_may_be_gone()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var there = await _stores.Objects.PutAsync("adapters", "safetensors", new byte[] { 1 });
        await _stores.Documents.EnsureAsync(new CollectionSpec("champions"));
        await InsertAsync(
            "champions",
            $$"""{"history":[{"AdapterKey":"{{there}}"},{"AdapterKey":"{{_missing}}"}]}""");

        Assert.True((await FindingAsync(host, "objects")).Ok);
    }

    [Fact]
    public async Task A_job_of_the_future_shows_a_wrong_clock()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var future = DateTimeOffset.UtcNow.AddHours(2).ToUnixTimeMilliseconds();
        await ParkAsync(host, job => job with { CreatedAt = future });

        await ExpectAsync(host, "clock", "minutes in the future of this machine's clock", "NTP");
    }

    [Fact]
    public async Task Dead_letters_are_counted_by_queue()
    {
        var stores = new FeedbackStores
        {
            Instead = services =>
                services.AddSingleton<IDeadLetters>(new Letters([new("reward-train-reward_dead", 3)])),
        };
        await using var host = await FeedbackHost.StartAsync(stores);

        await ExpectAsync(
            host,
            "dead letters",
            "3 in reward-train-reward_dead",
            "pathalign redrive --queue reward-train-reward_dead");
    }

    [Fact]
    public async Task An_event_that_is_not_published_for_minutes_shows_the_age_of_the_outbox()
    {
        var clock = new TestClock();
        await _stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAtAsync(_stores, 0, clock, brokerDown: true);
        await host.RateAsync("r1-training-000", await host.RegisterAsync("anna"), "k0");
        Assert.True((await FindingAsync(host, "outbox")).Ok);

        clock.Advance(TimeSpan.FromMinutes(10));

        await ExpectAsync(host, "outbox", "is not published", "start the services and the broker");
    }

    [Fact]
    public async Task An_import_that_has_not_reached_its_set_is_unfinished()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await _stores.Objects.PutAsync("imports", "jsonl", Array.Empty<byte>());
        await InsertAsync("imports", $$"""{"ratingsKey":"{{key}}","waiting":["nowhere"],"done":false}""");

        await ExpectAsync(host, "imports", "1 committed but not yet in their sets", "start the feedback service");
    }

    [Fact]
    public async Task An_erasure_that_fails_says_why_and_what_it_blocks()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        // the host's own pass, which may come at any time, fails too
        _stores.Documents.BeforeReplace = (collection, _) =>
        {
            if (collection == "erasures") throw new IOException("no disk");
        };
        await InsertAsync("erasures", """{"pseudonym":"erased-1","who":"olga","done":false,"error":"no disk"}""");

        await ExpectAsync(
            host,
            "erasures",
            "1 fail; that of erased-1 with: no disk",
            "No set may be frozen while ratings are half moved");
    }

    [Fact]
    public async Task A_delivery_that_was_given_up_shows_while_the_settings_name_its_endpoint()
    {
        await using var host = await FeedbackHost.StartAsync(
            _stores,
            settings:
            [
                ("Webhooks:0:Url", "https://lab.example/"),
                ("Webhooks:0:Secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            ]);
        await InsertAsync(
            "webhook-deliveries",
            """
            {"id":"e","url":"https://gone.example/","type":"t","body":"{}","state":"failed","createdAt":1,"dueAt":1}
            """,
            "e");
        await InsertAsync(
            "webhook-deliveries",
            """
            {"id":"d","url":"https://lab.example/","type":"t","body":"{}","state":"failed","createdAt":1,"dueAt":1}
            """);

        await ExpectAsync(host, "webhooks", "1 deliveries were given up", "pathalign redrive --webhooks");
    }

    [Theory]
    [InlineData("/api/v1/webhooks/deliveries/redrive")]
    [InlineData("/api/v1/dead-letters/reward-train-reward_dead/redrive")]
    public async Task What_the_audit_log_does_not_take_is_not_tried_again(string route)
    {
        var letters = new Letters([new("reward-train-reward_dead", 3)]);
        var stores = new FeedbackStores { Instead = services => services.AddSingleton<IDeadLetters>(letters) };
        await using var host = await FeedbackHost.StartAsync(stores);
        await stores.Documents.InsertAsync(
            "webhook-deliveries",
            "d",
            JsonNode.Parse(
                """
                {"id":"d","url":"https://lab.example/","type":"t","body":"{}","state":"failed","createdAt":1,"dueAt":1}
                """)!.AsObject());
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection == "audit-log") throw new IOException("no disk");
        };

        var answer = await host.PostAsync("", key, null, path: route);

        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(0, letters.Redriven);
        Assert.Equal("failed", (string)(await stores.AllAsync("webhook-deliveries")).Single().Body["state"]!);
    }

    [Fact]
    public async Task A_broken_chain_of_the_audit_log_shows()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);
        await InsertAsync(
            "audit-log", """{"number":99,"at":1,"who":"x","what":"y","previous":"0","seal":"Stored","hash":"0"}""");

        await ExpectAsync(host, "audit log", "one is missing or was inserted", "compare it with the last backup");
    }

    [Fact]
    public async Task Documents_of_a_later_version_are_named_and_no_service_starts_on_them()
    {
        await _stores.Documents.EnsureAsync(new CollectionSpec("schema"));
        await InsertAsync("schema", """{"version":99}""", "documents");

        var finding = await new SchemaCheck(new SchemaVersion(_stores.Documents)).RunAsync(CancellationToken.None);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => FeedbackHost.StartAsync(_stores));

        Assert.Equal((false, true), (finding.Ok, finding.Found.Contains("they have schema 99")));
        Assert.Contains("restore the backup that was made before the upgrade", finding.Remedy);
        Assert.Contains("expected version 1 or earlier, found 99", error.Message);
    }

    [Fact]
    public async Task The_first_start_stores_the_version_of_the_documents()
    {
        await using var host = await FeedbackHost.StartAsync(_stores);

        Assert.Equal(1, await new SchemaVersion(_stores.Documents).StoredAsync(CancellationToken.None));
        Assert.Equal("readable, schema 1", (await FindingAsync(host, "documents")).Found);
    }

    [Fact]
    public async Task A_check_that_cannot_be_made_is_a_finding_and_the_others_are_made()
    {
        var diagnose = new Diagnose([new Broken(), new ClockOnly()]);

        var findings = await diagnose.RunAsync(CancellationToken.None);

        Assert.Equal([false, true], findings.Select(finding => finding.Ok));
        Assert.Equal("it could not be checked: the broker is away", findings[0].Found);
        Assert.NotNull(findings[0].Remedy);
    }

    private static async Task<string> ParkAsync(FeedbackHost host, Func<JobDocument, JobDocument> change)
    {
        var jobs = host.Services.GetRequiredService<JobStore>();
        var job = await jobs.SubmitAsync(
            StageNames.Generator,
            JobQueues.DrawRound.Kind,
            new RoundRequested { RoundId = "lost", PlanKey = _missing });
        await jobs.UpdateAsync(
            job.Id,
            stored => change(stored with { State = JobState.Failed, Error = "the disk was full", Announced = true }),
            CancellationToken.None);
        return job.Id;
    }

    private Task<bool> InsertAsync(string collection, string json, string id = "x") =>
        _stores.Documents.InsertAsync(collection, id, JsonNode.Parse(json)!.AsObject());

    private static async Task ExpectAsync(FeedbackHost host, string check, string found, string remedy)
    {
        var finding = await FindingAsync(host, check);
        Assert.False(finding.Ok);
        Assert.Contains(found, finding.Found);
        Assert.Contains(remedy, finding.Remedy);
    }

    private static async Task<Finding> FindingAsync(FeedbackHost host, string check) =>
        (await FindingsAsync(host)).Single(finding => finding.Check == check);

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(FeedbackHost host)
    {
        var key = await host.RegisterAsync("olga", RaterRole.Operator);
        using var response = await host.GetAsync("/api/v1/diagnosis", key);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<IReadOnlyList<Finding>>())!;
    }

    private sealed class Letters(IReadOnlyList<DeadLetterQueue> queues) : IDeadLetters
    {
        public Task<IReadOnlyList<DeadLetterQueue>> ListAsync(CancellationToken cancel) => Task.FromResult(queues);

        internal int Redriven { get; private set; }

        public Task<int?> RedriveAsync(string queue, CancellationToken cancel) => Task.FromResult<int?>(++Redriven);
    }

    private sealed class Broken : ICheck
    {
        public string Name => "dead letters";

        public Task<Finding> RunAsync(CancellationToken cancel) => throw new IOException("the broker is away");
    }

    private sealed class ClockOnly : ICheck
    {
        public string Name => "clock";

        public Task<Finding> RunAsync(CancellationToken cancel) => Task.FromResult(Finding.Well(Name, "now"));
    }
}
