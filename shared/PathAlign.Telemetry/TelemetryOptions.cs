using System.ComponentModel.DataAnnotations;

namespace PathAlign.Telemetry;

/// <summary>Where traces, metrics and logs go.</summary>
public sealed record TelemetryOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Telemetry";

    /// <summary>
    /// The standard variable of OpenTelemetry; it applies if the setting names no endpoint.
    /// </summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// A collector's address for OTLP over http/protobuf, such as <c>http://collector:4318</c>. Without it and the
    /// variable, nothing is sent.
    /// </summary>
    [RegularExpression("https?://.+", ErrorMessage = "expected an address such as http://collector:4318.")]
    public string Endpoint { get; set; } = "";

    /// <summary>How often metrics are sent, in seconds.</summary>
    [Range(1, 3600)]
    public int MetricsSeconds { get; set; } = 15;

    /// <summary>The share of traces that are kept, in [0, 1]; a trace is kept or dropped as a whole.</summary>
    [Range(0.0, 1.0)]
    public double TraceShare { get; set; } = 1;
}
