using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>Collector, traces, metrics and dashboards: what they send each other is encrypted and checked.</summary>
public sealed class TelemetryTlsTests
{
    private const string Folder = "/run/pathalign/tls";

    private static readonly JsonNode _collector = Yaml.Read("k8s/telemetry/collector.yaml").Single();
    private static readonly JsonNode _prometheus = Yaml.Read("k8s/telemetry/prometheus.yaml").Single();
    private static readonly JsonNode _web = Yaml.Read("k8s/telemetry/web.yaml").Single();
    private static readonly JsonNode _compose = Yaml.Read("docker-compose.yml").Single();

    [Fact]
    public void Every_end_of_the_collector_has_TLS()
    {
        var receivers = _collector.Fields("receivers").SelectMany(receiver => receiver.Value.Fields("protocols"));
        var exporters = _collector.Fields("exporters").Where(exporter => exporter.Value.At("endpoint") is not null);
        var ends = receivers.Concat(exporters).Select(end => end.Value).ToList();

        Assert.Equal(3, ends.Count);
        Assert.All(ends, end =>
        {
            var listens = end.Text("endpoint").StartsWith("0.0.0.0:", StringComparison.Ordinal);
            Assert.Equal(listens ? $"{Folder}/tls.crt" : "", end.Text("tls", "cert_file"));
            Assert.Equal(listens ? $"{Folder}/tls.key" : "", end.Text("tls", "key_file"));
            Assert.Equal(listens ? "" : $"{Folder}/ca.crt", end.Text("tls", "ca_file"));
            Assert.DoesNotContain("insecure", string.Join(' ', end.Fields("tls").Select(field => field.Key)));
        });
    }

    [Fact]
    public void Every_scrape_is_over_https_and_checks_the_certificate()
    {
        Assert.Equal(["services", "broker"], _prometheus.Items("scrape_configs").Select(job => job.Text("job_name")));
        Assert.All(_prometheus.Items("scrape_configs"), job =>
        {
            Assert.Equal("https", job.Text("scheme"));
            Assert.Equal(
                [("ca_file", $"{Folder}/ca.crt")], job.Fields("tls_config").Select(f => (f.Key, $"{f.Value}")));
        });
    }

    [Fact]
    public void The_broker_gives_its_metrics_over_TLS_alone()
    {
        var settings = File.ReadAllLines(Yaml.At("k8s/overlays/dev/rabbitmq.conf"));
        var target = _prometheus.Items("scrape_configs").Single(job => job.Text("job_name") == "broker")
            .Text("static_configs", "0", "targets", "0");
        var policies = Kustomization.Render("k8s/overlays/dev").Where(r => r.Text("kind") == "NetworkPolicy")
            .ToDictionary(policy => policy.Text("metadata", "name"), policy => $"{policy["spec"]}");

        Assert.Contains("prometheus.tcp.listener = none", settings);   // 15692 is open without this line
        Assert.Contains($"prometheus.ssl.certfile = {Folder}/tls.crt", settings);
        Assert.Contains($"prometheus.ssl.keyfile = {Folder}/tls.key", settings);
        var port = target["broker:".Length..];
        Assert.Contains($"prometheus.ssl.port = {port}", settings);
        Assert.All(["broker", "metrics"], name => Assert.Contains($"\"{port}\"", policies[name]));
    }

    [Fact]
    public void Every_data_source_is_https_and_its_certificate_is_checked()
    {
        var sources = Yaml.Read("k8s/telemetry/grafana/datasources.yaml").Single().Items("datasources").ToList();

        Assert.Equal(["https://metrics:9090", "https://traces:16686"], sources.Select(source => source.Text("url")));
        Assert.All(sources, source =>
        {
            Assert.Equal(["tlsAuthWithCACert"], source.Fields("jsonData").Select(field => field.Key));
            Assert.Equal("true", source.Text("jsonData", "tlsAuthWithCACert"));
            Assert.Equal("$__file{/run/authority/ca.crt}", source.Text("secureJsonData", "tlsCACert"));
        });
        Assert.Contains(
            _compose.Items("services", "dashboards", "volumes"),
            volume => $"{volume}" == "./secrets/authority:/run/authority:ro");
        var pod = Manifests.Render("cpu").Workloads().Single(workload => workload.Name == "dashboards");
        var mount = pod.Container.VolumeMounts.Single(m => m.MountPath == "/run/authority");
        Assert.Equal("pathalign-authority", pod.Pod.Volumes.Single(v => v.Name == mount.Name).Secret.SecretName);
    }

    [Theory]
    [InlineData("metrics")]
    [InlineData("traces")]
    public void Both_deployments_give_the_same_arguments(string name)
    {
        var compose = _compose.Items("services", name, "command").Select(argument => $"{argument}");
        var pod = Manifests.Render("cpu").Workloads().Single(workload => workload.Name == name).Container;

        Assert.Equal(pod.Args, compose);
        Assert.Equal("HTTPS", pod.ReadinessProbe.HttpGet.Scheme);
    }

    [Fact]
    public void Prometheus_serves_its_port_with_its_certificate()
    {
        var arguments = _compose.Items("services", "metrics", "command").Select(argument => $"{argument}");

        Assert.Contains("--web.config.file=/etc/prometheus/web.yaml", arguments);
        Assert.Equal($"{Folder}/tls.crt", _web.Text("tls_server_config", "cert_file"));
        Assert.Equal($"{Folder}/tls.key", _web.Text("tls_server_config", "key_file"));
        Assert.Contains(
            _compose.Items("services", "metrics", "volumes"),
            volume => $"{volume}" == "./k8s/telemetry/web.yaml:/etc/prometheus/web.yaml:ro");
    }

    [Fact]
    public void Jaeger_serves_two_ports_with_TLS_and_the_others_on_loopback()
    {
        var flags = _compose.Items("services", "traces", "command").Select(argument => $"{argument}".Split('='))
            .ToDictionary(parts => parts[0], parts => parts[1]);

        foreach (var server in new[] { "--collector.otlp.grpc", "--query.http" })
            Assert.Equal(
                ("true", $"{Folder}/tls.crt", $"{Folder}/tls.key"),
                (flags[$"{server}.tls.enabled"], flags[$"{server}.tls.cert"], flags[$"{server}.tls.key"]));
        var others = flags.Where(flag => flag.Key.EndsWith("host-port", StringComparison.Ordinal)).ToList();
        Assert.Equal(9, others.Count);   // all that all-in-one 1.62 opens beside the two
        Assert.All(others, flag => Assert.StartsWith("127.0.0.1:", flag.Value));
    }

    [Fact]
    public async Task Every_certificate_is_made_for_the_same_names_in_both_deployments()
    {
        using var secrets = await MadeSecrets.CreateAsync();
        var made = Directory.EnumerateDirectories(Path.Combine(secrets.Root, "tls")).Select(Path.GetFileName).Order();
        var resources = Manifests.Render("dev");
        var certificates = resources.OfType<Certificate>().Where(c => c.Spec.DnsNames.Count > 0).ToList();

        Assert.Equal(made, certificates.Select(certificate => certificate.Metadata.Name).Order());
        Assert.All(certificates, certificate => Assert.Contains(certificate.Metadata.Name, certificate.Spec.DnsNames));
        foreach (var name in new[] { "broker", "collector", "metrics", "traces" })
        {
            Assert.Contains(
                _compose.Items("services", name, "volumes"), v => $"{v}" == $"./secrets/tls/{name}:{Folder}:ro");
            var pod = resources.Workloads().Single(workload => workload.Name == name);
            var mount = pod.Container.VolumeMounts.Single(m => m.MountPath == Folder);
            Assert.Equal(
                certificates.Single(certificate => certificate.Metadata.Name == name).Spec.SecretName,
                pod.Pod.Volumes.Single(volume => volume.Name == mount.Name).Secret.SecretName);
        }
    }

    [Fact]
    public void No_other_address_is_plain_http()
    {
        var files = Directory.EnumerateFiles(Yaml.At("k8s"), "*", SearchOption.AllDirectories)
            .Append(Yaml.At("docker-compose.yml"));

        var addresses = files.SelectMany(file => Regex.Matches(File.ReadAllText(file), @"http://[^\s"";]+"))
            .Select(match => match.Value);

        Assert.All(addresses, address => Assert.Equal("http://0.0.0.0:8080", address));   // for probes, see settings
    }

    [Fact]
    [Server]
    public async Task Prometheus_itself_accepts_the_files()
    {
        using var secrets = await MadeSecrets.CreateAsync();
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "prometheus.yaml", "web.yaml", "alerts.yaml" })
            File.WriteAllText(
                folder.At(name),
                File.ReadAllText(Yaml.At($"k8s/telemetry/{name}"))
                    .Replace(Folder, Path.Combine(secrets.Root, "tls", "metrics")));

        foreach (var (check, name) in new[] { ("config", "prometheus.yaml"), ("web-config", "web.yaml") })
        {
            var (code, output, error) = await Programs.RunAsync("promtool", ["check", check, folder.At(name)]);

            Assert.True(code == 0, output + error);
        }
    }
}
