namespace PathAlign.Tests.Telemetry;

/// <summary>A span as it was exported.</summary>
internal sealed record OtlpSpan(
    string Service,
    string Source,
    string Name,
    string TraceId,
    string SpanId,
    string ParentId,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<string> LinkedTraces)
{
    /// <summary>
    /// ExportTraceServiceRequest: resource_spans 1 { resource 1, scope_spans 2 { scope 1, spans 2 } }.
    /// </summary>
    internal static IEnumerable<OtlpSpan> Read(ProtobufMessage request) =>
        from resource in request.Messages(1)
        let service = resource.Messages(1).First().Attributes(1)["service.name"]
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new OtlpSpan(
            service,
            scope.Messages(1).First().Text(1),
            span.Text(5),
            span.Hex(1),
            span.Hex(2),
            span.Hex(4),
            span.Attributes(9),
            [.. span.Messages(13).Select(link => link.Hex(1))]);
}
