using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Feedback.Diagnosis;
using PathAlign.Messaging.Jobs;
using PathAlign.Standalone.Doctor;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace PathAlign.Tests.Cli;

/// <summary>What <c>pathalign doctor</c> says of a home and of a cluster's address.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_home_without_a_fault_is_well_also_while_a_server_has_it_open()
    {
        using var home = new Home(_folder.At("home"));
        await using var app = EmbeddedHost.Build(home);
        await app.StartAsync();

        var (code, output, error) = await RunAsync();

        await app.StopAsync();
        Assert.Equal((0, ""), (code, error));
        Assert.EndsWith("all is well", output);
        Assert.Contains("open in a server at http://127.0.0.1:", output);
        Assert.DoesNotContain("FAULT", output);
    }

    [Fact]
    public async Task A_fault_is_shown_with_what_to_do_and_the_exit_code_is_not_zero()
    {
        using (var home = new Home(_folder.At("home")))
        await using (var services = new EmbeddedServices(home))
            await ParkAsync(home);

        var (code, output, _) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Contains("FAULT  parked jobs   1; the newest is generator-draw-round of round lost", output);
        Assert.Contains("to do: remove the cause, then pathalign redrive", output);
        Assert.EndsWith("of 14 checks found a fault", output);
    }

    [Fact]
    public async Task A_damaged_database_is_a_fault_and_not_a_crash()
    {
        Directory.CreateDirectory(_folder.At("home"));
        _folder.Write("home/documents.db", [.. Enumerable.Repeat((byte)7, 8192)]);

        var (code, output, error) = await RunAsync();

        Assert.Equal((1, ""), (code, error));
        Assert.Contains("FAULT  documents     it could not be checked", output);
        Assert.Contains("to do: restore the file from a backup", output);
    }

    [Fact]
    public void A_home_that_a_process_has_open_without_taking_requests_shows()
    {
        using var taken = new Home(_folder.At("home"));
        using var home = Home.OpenToRead(taken.Root);

        Expect(HomeChecks.Run(home), "home", "another process has it open and takes no requests", "fuser");
    }

    [Fact]
    public void A_file_of_the_home_that_cannot_be_written_shows()
    {
        Directory.CreateDirectory(_folder.At("home/documents.db"));
        using var home = Home.OpenToRead(_folder.At("home"));

        Expect(HomeChecks.Run(home), "rights", "documents.db", "chown");
    }

    [Fact]
    public void A_disk_that_is_nearly_full_shows() =>
        Expect([HomeChecks.Disk("/data", 1L << 29)], "disk", "0.5 GiB are free under /data", "larger disk");

    [Fact]
    public void Weights_that_cannot_be_read_show()
    {
        var broken = _folder.Write("generator.safetensors", [1, 2, 3]);

        Expect([HomeChecks.Models([broken])], "models", broken, "restore the file");
    }

    [Fact]
    public async Task An_address_where_nothing_answers_shows()
    {
        var findings = await ClusterChecks.RunAsync(new Uri("http://127.0.0.1:1"), CancellationToken.None);

        Expect(findings, "address", "http://127.0.0.1:1/ does not answer", "whether the feedback service runs");
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, false)]
    public async Task A_service_that_is_not_ready_shows(HttpStatusCode status, bool ok)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => Results.StatusCode((int)status));
        await app.StartAsync();

        var findings = await ClusterChecks.RunAsync(new Uri(app.Urls.Single()), CancellationToken.None);

        Assert.Equal(
            [("address", ok), ("clocks", true)], findings.Select(finding => (finding.Check, finding.Ok)));
    }

    [Fact]
    public void Clocks_that_are_minutes_apart_show() => Expect(
        [ClusterChecks.Clock(DateTimeOffset.UnixEpoch.AddMinutes(5), DateTimeOffset.UnixEpoch)],
        "clocks",
        "5 minutes apart",
        "NTP");

    [Fact]
    public void A_certificate_that_expires_soon_shows()
    {
        var now = new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

        Assert.True(ClusterChecks.Certificate(now.AddDays(30), now).Ok);
        Expect([ClusterChecks.Certificate(now.AddDays(13), now)], "certificate", "valid until 2026-11-14", "renew it");
    }

    private static void Expect(IEnumerable<Finding> findings, string check, string found, string remedy)
    {
        var finding = findings.Single(f => f.Check == check);
        Assert.False(finding.Ok);
        Assert.Contains(found, finding.Found);
        Assert.Contains(remedy, finding.Remedy);
    }

    private static async Task ParkAsync(Home home)
    {
        await using var app = EmbeddedHost.Build(home);
        var jobs = app.Services.GetRequiredService<JobStore>();
        var job = await jobs.SubmitAsync(
            StageNames.Generator,
            JobQueues.DrawRound.Kind,
            new RoundRequested { RoundId = "lost", PlanKey = ObjectKey.Of("plans", "json", new byte[32]) });
        await jobs.UpdateAsync(
            job.Id, stored => stored with { State = JobState.Failed, Announced = true }, CancellationToken.None);
    }

    private Task<(int code, string output, string error)> RunAsync() =>
        RunningProgram.RunAsync(_folder.Path, "doctor", "--home", _folder.At("home"));
}
