using PathAlign.Tests.Categories;
using PathAlign.Tests.Cli;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Cluster;

/// <summary>An operator finds a fault of a cluster and mends it from the command line.</summary>
[Collection(nameof(LocalCluster))]
[Server]
public sealed class ClusterDoctorTests(LocalCluster cluster) : IDisposable
{
    private const string Queue = "feedback-send-round-news";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_message_that_was_put_aside_is_found_and_sent_back_and_the_log_has_it()
    {
        await cluster.UpAsync("broker", "feedback");
        await using var broker = await BrokerView.OpenAsync(cluster.Broker);
        await broker.SendAsync(Queue, "{ no json", "application/vnd.masstransit+json");
        await Eventually.SeeAsync(
            async () => await broker.WaitingAsync($"{Queue}_error") > 0 ? "there" : null, "the message");

        var found = await RunAsync("doctor");
        var redriven = await RunAsync("redrive", "--queue", $"{Queue}_error");
        var accounts = await RunAsync("account", "list");

        Assert.Equal(1, found.code);
        Assert.Contains("ok     address", found.output);
        Assert.Contains($"in {Queue}_error", found.output);
        Assert.Contains($"to do: remove the cause, then pathalign redrive --queue {Queue}_error", found.output);
        Assert.Equal((0, ""), (redriven.code, redriven.error));
        Assert.Contains($"messages of {Queue}_error went back", redriven.output);
        Assert.Contains("operator: operator, key", accounts.output);
        // it cannot be read, so it comes back: other tests of this cluster find its queues empty
        await Eventually.SeeAsync(
            async () => (await broker.TakeAsync($"{Queue}_error"))?.Body, "the message that came back");
    }

    private Task<(int code, string output, string error)> RunAsync(params string[] arguments) =>
        RunningProgram.RunAsync(
            _folder.Path,
            [
                .. arguments,
                "--cluster",
                cluster.Api.GetLeftPart(UriPartial.Authority),
                "--key-file",
                Path.Combine(cluster.Home, "secrets", "Feedback__OperatorKey"),
                "--home",
                "home",
            ]);
}
