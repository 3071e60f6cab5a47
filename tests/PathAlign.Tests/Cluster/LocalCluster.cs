using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using PathAlign.Evaluator.Reports;
using PathAlign.Standalone;
using PathAlign.Standalone.Cluster;
using PathAlign.Standalone.Embedded;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using PathAlign.Tests.Storage;
using PathAlign.Tests.Telemetry;
using Xunit;

namespace PathAlign.Tests.Cluster;

/// <summary>
/// A broker and the five services as processes of their own, started by the project's script when the first test asks,
/// once for all of them.
/// </summary>
[CollectionDefinition(nameof(LocalCluster))]
public sealed class LocalCluster : ICollectionFixture<LocalCluster>, IAsyncLifetime
{
    private const int Ports = 40;
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = TestServer.FreePorts(Ports);
    private readonly SemaphoreSlim _starting = new(1, 1);
    private OtlpReceiver? _telemetry;

    /// <summary>Settings of all five beside those of the script.</summary>
    internal IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it has an object store of its own in place of a folder.</summary>
    internal bool HasS3 { get; init; }

    internal string Home => _folder.At("cluster");

    internal OtlpReceiver Telemetry => _telemetry!;

    internal Uri Api => new($"http://127.0.0.1:{_port}");

    internal Uri ObjectStore => new($"http://127.0.0.1:{_port + 14}");

    internal string OperatorKey => File.ReadAllText(Path.Combine(Home, "secrets", "Feedback__OperatorKey"));

    internal Uri Broker =>
        new(
            $"amqp://pathalign:{File.ReadAllText(Path.Combine(Home, "secrets", "Bus__Password"))}" +
                $"@127.0.0.1:{_port + 10}/");

    /// <summary>The same broker over TLS, as the services use it.</summary>
    internal Uri EncryptedBroker => new UriBuilder(Broker) { Port = _port + 13 }.Uri;

    /// <summary>The PEM file of the authority that signed the broker's certificate.</summary>
    internal string BrokerAuthority => Path.Combine(Home, "broker", "ca.pem");

    /// <summary>Starts what is not running; everything when no names are given.</summary>
    internal async Task UpAsync(params string[] names)
    {
        CategoryAttribute.Require<ServerAttribute>();
        await _starting.WaitAsync();
        try
        {
            _telemetry ??= await OtlpReceiver.StartAsync();
            await ScriptAsync("up", names);
        }
        finally
        {
            _starting.Release();
        }
    }

    internal Task DownAsync(params string[] names) => ScriptAsync("down", names);

    internal Task<string> StatusAsync() => ScriptAsync("status");

    /// <summary>The services as an operator elsewhere sees them.</summary>
    internal IRoundServices Services(string home) =>
        new ClusterServices(
            ClusterAddress.Read(
                Api.GetLeftPart(UriPartial.Authority), Path.Combine(Home, "secrets", "Feedback__OperatorKey")),
            Path.Combine(home, "cache"));

    /// <summary>
    /// Runs a round to its end, as the command line does, and returns its report. It starts from the bare generator: a
    /// test before it may have left a champion.
    /// </summary>
    internal async Task<RoundReport> RunAsync(RoundSettings settings, Func<IRoundServices, Task>? meanwhile = null)
    {
        var bare = settings with { Configure = plan => settings.Configure(plan) with { AdapterKey = null } };
        using var limit = new CancellationTokenSource(TinyRound.Limit);
        using var home = new Home(_folder.At($"client-{Guid.NewGuid():N}"));
        await using var services = Services(home.Root);
        RoundReport? ended = null;
        var running = new RoundLoop(
            home, services, bare, new RoundLines(TextWriter.Null, TimeProvider.System)).RunAsync(
            report =>
        {
            ended = report;
            return Task.CompletedTask;
        }, limit.Token);
        await Task.WhenAll(running, meanwhile?.Invoke(services) ?? Task.CompletedTask);
        return ended!;
    }

    /// <summary>kill -9.</summary>
    internal static void Kill(string leaseOwner) =>
        Process.GetProcessById(int.Parse(leaseOwner.Split('/')[1], CultureInfo.InvariantCulture)).Kill();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Home)) await DownAsync();
        if (_telemetry is not null) await _telemetry.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<string> ScriptAsync(string command, params string[] names)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATHALIGN_HOST"] = Path.Combine(AppContext.BaseDirectory, "pathalign-host.dll"),
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _telemetry?.Address ?? "",
            ["PathAlign__Telemetry__MetricsSeconds"] = "2",
            ["PathAlign__Bus__HeartbeatSeconds"] = "10",
            ["PathAlign__Jobs__LeaseSeconds"] = "6",
            ["PathAlign__Jobs__HeartbeatSeconds"] = "1",
            ["PathAlign__Jobs__PollSeconds"] = "0.3",
            ["PathAlign__Outbox__IntervalSeconds"] = "1",
            ["PathAlign__Feedback__UndoSeconds"] = "0",
            ["PathAlign__Outbox__PublishTimeoutSeconds"] = "1",
        }.Concat(Settings).Select(e => (e.Key, e.Value));
        var (code, output, error) = await Programs.RunAsync(
            Path.Combine(Root(), "services/host/local/cluster.sh"),
            [command, "--home", Home, "--port", $"{_port}", .. HasS3 ? ["--s3"] : Array.Empty<string>(), .. names],
            environment);
        Assert.True(code == 0, $"cluster {command}: {error}");
        return output;
    }

    internal static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "../../../.."));
}
