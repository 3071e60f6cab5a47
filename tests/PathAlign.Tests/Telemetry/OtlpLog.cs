namespace PathAlign.Tests.Telemetry;

/// <summary>A log record as it was exported.</summary>
internal sealed record OtlpLog(string Service, string Event, string TraceId)
{
    /// <summary>
    /// ExportLogsServiceRequest: resource_logs 1 { resource 1, scope_logs 2 { log_records 2 { trace_id 9, event_name 12
    /// } } }.
    /// </summary>
    internal static IEnumerable<OtlpLog> Read(ProtobufMessage request) =>
        from resource in request.Messages(1)
        let service = resource.Messages(1).First().Attributes(1)["service.name"]
        from scope in resource.Messages(2)
        from log in scope.Messages(2)
        select new OtlpLog(service, log.Text(12), log.Hex(9));
}
