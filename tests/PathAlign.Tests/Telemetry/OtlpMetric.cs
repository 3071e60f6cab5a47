namespace PathAlign.Tests.Telemetry;

/// <summary>A metric as it was exported.</summary>
internal sealed record OtlpMetric(string Name, string Unit, string Kind)
{
    /// <summary>
    /// What Prometheus calls it after the collector: dots become underscores, the unit and what counts up are told by
    /// the end.
    /// </summary>
    internal string PrometheusName =>
        $"{Name.Replace('.', '_')}" +
            $"{Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" }}" +
            $"{(Kind == "counter" ? "_total" : "")}";

    /// <summary>
    /// ExportMetricsServiceRequest: resource_metrics 1 { scope_metrics 2 { metrics 2 { name 1, unit 3, gauge 5 | sum 7
    /// { is_monotonic 3 } | histogram 9 } } }.
    /// </summary>
    internal static IEnumerable<OtlpMetric> Read(ProtobufMessage request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        select new OtlpMetric(
            metric.Text(1),
            metric.Text(3),
            metric.Has(9) ? "histogram" : metric.Messages(7).Any(sum => sum.Has(3)) ? "counter" : "gauge");
}
