using System.Text.RegularExpressions;
using PathAlign.Tests.Categories;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>The alerts that Prometheus gives, and what they tell operators to do.</summary>
public sealed class AlertTests
{
    private const string Rules = "k8s/telemetry/alerts.yaml";
    private const string Cases = "tests/PathAlign.Tests/Deployment/alerts.test.yaml";

    /// <summary>Every alert, by name.</summary>
    public static TheoryData<string> Alerts =>
        [.. Dashboards.Rules().Where(r => r.Alert.Length > 0).Select(r => r.Alert)];

    [Fact]
    [Server]
    public async Task Each_alert_fires_at_its_fault_and_none_without_one()
    {
        var (code, output, error) = await Programs.RunAsync("promtool", ["test", "rules", Yaml.At(Cases)]);

        Assert.True(code == 0, output + error);
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Each_alert_has_a_test_and_a_runbook(string alert)
    {
        var rule = Dashboards.Rules().Single(r => r.Alert == alert);
        var tests = Yaml.Read(Cases).Single().Items("tests").ToList();
        var anchor = rule.Runbook.Split('#');

        Assert.Contains(tests, test => test.Text("name") == alert);
        Assert.Contains(
            tests.Single(test => test.Text("name") == "all is well").Items("alert_rule_test"),
            expected => expected.Text("alertname") == alert);
        Assert.Equal("docs/OPERATIONS.md", anchor[0]);
        Assert.Contains(
            File.ReadLines(Yaml.At(anchor[0])),
            line => Regex.IsMatch(line, $"^#+ {anchor[1]}\\b", RegexOptions.IgnoreCase));
    }

    [Fact]
    public void Prometheus_reads_the_rules_in_both_deployments()
    {
        var config = Yaml.Read("k8s/telemetry/prometheus.yaml").Single();
        var maps = Yaml.Read("k8s/telemetry/kustomization.yaml").Single().Items("configMapGenerator");
        var compose = Yaml.Read("docker-compose.yml").Single().Items("services", "metrics", "volumes");

        Assert.Equal("alerts.yaml", config.Items("rule_files").Single().ToString());
        Assert.Contains(
            maps.Single(map => map.Text("name") == "metrics").Items("files"), file => $"{file}" == "alerts.yaml");
        Assert.Contains(
            compose, volume => $"{volume}".StartsWith($"./{Rules}:/etc/prometheus/", StringComparison.Ordinal));
    }
}
