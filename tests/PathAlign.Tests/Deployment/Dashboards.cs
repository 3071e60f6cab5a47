using System.Text.RegularExpressions;

namespace PathAlign.Tests.Deployment;

/// <summary>What the dashboards, the alerts and the scaling ask Prometheus for.</summary>
internal static partial class Dashboards
{
    /// <summary>Names of metrics that the product exports; those of the broker's own plugin are not its.</summary>
    internal static IReadOnlySet<string> Metrics()
    {
        var queries = System.Text.Json.Nodes.JsonNode.Parse(
            File.ReadAllText(Yaml.At("k8s/telemetry/grafana/rounds.json"))).Items("panels")
                .SelectMany(p => p.Items("targets").Select(t => t.Text("expr")))
            .Concat(
                Kustomization.Render("k8s/base").SelectMany(
                    r => r.Items("spec", "triggers").Select(t => t.Text("metadata", "query"))))
            .Concat(Rules().Select(rule => rule.Expression)).ToList();
        return queries.SelectMany(query => Name().Matches(Labels().Replace(query, "")))
            .Select(m => Suffix().Replace(m.Value, ""))
            .Where(name => !name.StartsWith("rabbitmq", StringComparison.Ordinal))
            .ToHashSet();
    }

    /// <summary>The rules of alerts and objectives; a rule that records has no alert.</summary>
    internal static IEnumerable<(string Alert, string Expression, string Runbook)> Rules() =>
        Yaml.Read("k8s/telemetry/alerts.yaml").Single().Items("groups").SelectMany(group => group.Items("rules"))
            .Select(rule => (rule.Text("alert"), rule.Text("expr"), rule.Text("annotations", "runbook")));

    [GeneratedRegex(@"\b(pathalign|http|dotnet|rabbitmq|messaging)_[a-z_]+\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"by \([^)]*\)|\{[^}]*\}")]
    private static partial Regex Labels();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex Suffix();
}
