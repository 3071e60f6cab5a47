using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Cli;

/// <summary>Commands on a home that a server has open.</summary>
public sealed class OpenHomeTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Home _home = null!;
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        _home = new Home(_folder.At("home"));
        _app = EmbeddedHost.Build(_home);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _home.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Settings_files_in_a_home_are_neither_read_nor_watched()
    {
        using var home = new Home(_folder.At("other"));
        await File.WriteAllTextAsync(_folder.At("other/appsettings.json"), """{ "Telemetry": { "Endpoint": "x" } }""");

        await using var app = EmbeddedHost.Build(home);

        var settings = (IConfigurationRoot)app.Configuration;
        Assert.DoesNotContain(settings.Providers, provider => provider is FileConfigurationProvider);
        Assert.Null(settings["Telemetry:Endpoint"]);
    }

    [Fact]
    public async Task Commands_that_read_work_while_a_server_has_the_home_open()
    {
        var status = await RunAsync("status");
        var report = await RunAsync("report");
        var list = await RunAsync("account", "list");
        var audit = await RunAsync("audit");

        Assert.Equal((0, "no rounds yet; pathalign demo runs one"), (status.code, status.output));
        Assert.Equal(
            (2, "pathalign: report: expected a round that was decided, found none"), (report.code, report.error));
        Assert.Equal((0, "", ""), list);
        Assert.Equal((0, true), (audit.code, audit.output.Contains("entries verified")));
    }

    [Fact]
    public async Task Accounts_are_changed_through_the_server_that_has_the_home_open()
    {
        var added = await RunAsync("account", "anna", "--home", _home.Root);
        Assert.NotEqual(0, added.code);   // no password on standard input
        var key = await RunAsync("account", "replace-key", "command-line");
        Assert.Contains("expected a registered name, found 'command-line'", key.error);
        await _app.Services.GetRequiredService<PathAlign.Web.Access.Accounts>()
            .SetPasswordAsync("test", "anna", PathAlign.Web.Access.RaterRole.Rater, "correct horse battery");

        var disabled = await RunAsync("account", "disable", "anna");
        var list = await RunAsync("account", "list");
        var replaced = await RunAsync("account", "replace-key", "anna");
        var enabled = await RunAsync("account", "enable", "anna");

        Assert.Equal((0, 0, 0), (disabled.code, replaced.code, enabled.code));
        Assert.Equal("anna: rater, password, disabled", list.output);
        Assert.StartsWith("anna.", replaced.output);
    }

    [Fact]
    public async Task A_parked_job_is_driven_again_by_the_server_that_has_the_home_open()
    {
        var jobs = _app.Services.GetRequiredService<JobStore>();
        var parked = await jobs.SubmitAsync(
            StageNames.Generator,
            JobQueues.DrawRound.Kind,
            new RoundRequested { RoundId = "lost", PlanKey = ObjectKey.Of("plans", "json", new byte[32]) });
        await Eventually.TrueAsync(async () => (await jobs.GetAsync(parked.Id))?.State == JobState.Failed);

        var (code, output, error) = await RunAsync("redrive", parked.Id);
        var status = await RunAsync("status");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains(parked.Id, output);
        Assert.Contains(parked.Id, status.output);
        Assert.Contains("entries verified", (await RunAsync("audit")).output);
    }

    [Fact]
    public async Task Deliveries_are_sent_again_by_the_server_and_a_home_has_no_queues_of_dead_letters()
    {
        var webhooks = await RunAsync("redrive", "--webhooks");
        var queue = await RunAsync("redrive", "--queue", "reward-train-reward_error");
        var nothing = await RunAsync("redrive");
        var both = await RunAsync("redrive", "job", "--webhooks");

        Assert.Equal((0, "0 deliveries wait again"), (webhooks.code, webhooks.output));
        Assert.Equal(2, queue.code);
        Assert.Contains("found no queue 'reward-train-reward_error'", queue.error);
        Assert.All(
            [nothing, both],
            result => Assert.Equal(
                (2, "pathalign: redrive: expected either a job's id, --queue NAME or --webhooks"),
                (result.code, result.error)));
    }

    [Fact]
    public async Task The_key_of_the_server_is_for_the_owner_of_the_home_and_gone_when_the_server_stops()
    {
        var file = Path.Combine(_home.Root, "server.json");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        await _app.StopAsync();

        Assert.False(File.Exists(file));
    }

    private Task<(int code, string output, string error)> RunAsync(params string[] arguments) =>
        RunningProgram.RunAsync(
            _folder.Path, arguments.Contains("--home") ? arguments : [.. arguments, "--home", _home.Root]);
}
