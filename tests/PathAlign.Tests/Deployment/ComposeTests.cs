using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PathAlign.Hosting.Composition;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>docker-compose.yml and the Dockerfile, checked without Docker: that what they name is there.</summary>
public sealed class ComposeTests
{
    private static readonly JsonNode _compose = Yaml.Read("docker-compose.yml").Single();
    private static readonly JsonNode _gpu = Yaml.Read("docker-compose.gpu.yml").Single();

    [Fact]
    public void Every_service_of_the_product_is_there_with_settings_that_exist()
    {
        foreach (var role in ServiceRole.All)
        {
            var service = _compose.At("services", role.Name);
            Assert.Equal(role.Name, service.Text("command", "0"));
            Assert.All(
                service.Fields("environment").Where(setting => setting.Key != "SSL_CERT_FILE"),
                setting => Assert.Contains(setting.Key, KnownSettings.All));
            Assert.NotEmpty(service.Text("healthcheck", "test"));
            Assert.Equal("true", service.Text("read_only"));
            Assert.Equal("service_healthy", service.Text("depends_on", "broker", "condition"));
        }
    }

    [Fact]
    public void Every_image_is_pinned_and_every_service_is_limited()
    {
        foreach (var (name, service) in _compose.Fields("services"))
        {
            Assert.True(Images.IsPinned(service.Text("image")), service.Text("image"));
            Assert.NotEmpty(service.Text("deploy", "resources", "limits", "memory"));
            Assert.True(service.At("privileged") is null, name);
        }
    }

    [Fact]
    public void Secrets_are_files_and_nothing_listens_for_others_than_this_machine()
    {
        var text = File.ReadAllText(Yaml.At("docker-compose.yml"));
        Assert.All(
            Regex.Matches(text, @"(?<!\$)\$\{([A-Z0-9_]+)(:[^}]*)?\}"),
            m => Assert.Equal("PATHALIGN_VERSION", m.Groups[1].Value));
        Assert.All(
            _compose.Fields("services").SelectMany(s => s.Value.Fields("environment")),
            variable => Assert.False(
                Regex.IsMatch(variable.Key, "(?i:Password)|Key$|ConnectionString")
                    && !variable.Key.EndsWith("_FILE", StringComparison.Ordinal),
                variable.Key));
        Assert.All(
            _compose.Fields("services").SelectMany(s => s.Value.Items("ports")),
            port => Assert.StartsWith("127.0.0.1:", port.ToString()));
    }

    [Fact]
    public void Each_service_has_its_own_user_and_sees_no_others_secrets()
    {
        foreach (var role in ServiceRole.All)
        {
            var service = _compose.At("services", role.Name);
            Assert.Equal(role.Name, service.Text("environment", "PathAlign__Bus__User"));
            Assert.Equal(
                ["./secrets/authority", $"./secrets/{role.Name}"],
                service.Items("volumes").Select(v => $"{v}".Split(':')[0])
                    .Where(from => from.StartsWith("./secrets", StringComparison.Ordinal)).Order());
        }
    }

    [Fact]
    public void Connections_between_the_parts_are_encrypted_and_no_root_can_be_written()
    {
        var feedback = _compose.At("services", "feedback", "environment");
        Assert.Equal("true", feedback.Text("PathAlign__Bus__Tls"));
        Assert.StartsWith("https://", feedback.Text("PathAlign__S3__Endpoint"));
        Assert.StartsWith("https://", feedback.Text("PathAlign__Telemetry__Endpoint"));
        Assert.Contains("--tlsMode requireTLS", _compose.Text("services", "database", "entrypoint", "2"));
        Assert.Contains("--certs-dir", _compose.Text("services", "objects", "command", "2"));
        Assert.Contains("listeners.tcp = none", File.ReadAllText(Yaml.At("k8s/overlays/dev/rabbitmq.conf")));
        Assert.All(_compose.Fields("services"), s => Assert.Equal("true", s.Value.Text("read_only")));
    }

    [Fact]
    public async Task Whoever_is_waited_for_and_whatever_is_mounted_is_there()
    {
        using var secrets = await MadeSecrets.CreateAsync();
        var (services, volumes) = (
            _compose.Fields("services").Select(s => s.Key).ToHashSet(),
            _compose.Fields("volumes").Select(v => v.Key).ToHashSet());
        foreach (var (_, service) in _compose.Fields("services"))
        {
            Assert.All(service.Fields("depends_on"), d => Assert.Contains(d.Key, services));
            Assert.All(
                service.Fields("depends_on").Where(d => d.Value.Text("condition") == "service_healthy"),
                d => Assert.NotNull(_compose.At("services", d.Key, "healthcheck")));
            foreach (var from in service.Items("volumes").Select(v => v.ToString().Split(':')[0]))
                Assert.True(
                    from.StartsWith("./secrets/", StringComparison.Ordinal) ? Path.Exists(secrets.At(from))
                        : from.StartsWith('.') ? File.Exists(Yaml.At(from))
                        : volumes.Contains(from),
                    from);
        }
        Assert.All(_gpu.Fields("services"), s => Assert.Contains(s.Key, services));
        Assert.All(
            _gpu.Fields("services"),
            s => Assert.Equal("cuda", s.Value.Text("environment", "PathAlign__Compute__Device")));
        Assert.All(_gpu.Fields("services"), s => Assert.Equal("cuda", s.Value.Text("build", "args", "TORCH")));
        Assert.All(
            _gpu.Fields("services"),
            s => Assert.Equal("nvidia", s.Value.Text("deploy", "resources", "reservations", "devices", "0", "driver")));
    }

    [Fact]
    public void The_image_is_built_from_pinned_ones_and_runs_as_nobody_in_particular()
    {
        var lines = Dockerfile();

        var from = lines.Where(l => l.StartsWith("FROM ", StringComparison.Ordinal));
        var bases = from.Select(l => l.Split(' ')[1]).ToList();
        var names = bases.Select(b => Regex.Match(b, "^mcr.microsoft.com/dotnet/([a-z]+):10.0").Groups[1].Value);
        Assert.Equal(["sdk", "aspnet"], names);
        Assert.All(bases, image => Assert.True(Images.IsPinned(image), image));
        Assert.Equal("USER 10001", lines.Last(l => l.StartsWith("USER ", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_the_image_is_built_from_is_there_and_restored_as_locked()
    {
        var lines = Dockerfile();

        var copied = lines.Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from"));
        var sources = copied.SelectMany(l => l.Split(' ')[1..^1]);
        Assert.All(sources, source => Assert.True(Path.Exists(Yaml.At(source)), source));
        Assert.Contains(lines, l => l.Contains("cpu) dotnet restore") && l.Contains("--locked-mode"));
        Assert.DoesNotContain(lines, l => l.Contains("apt-get"));
    }

    private static string[] Dockerfile() => File.ReadAllLines(Yaml.At("services/host/Dockerfile"));
}
