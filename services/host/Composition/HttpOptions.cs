using System.ComponentModel.DataAnnotations;

namespace PathAlign.Hosting.Composition;

/// <summary>Where the process listens: the API in the feedback service, health in all of them.</summary>
internal sealed record HttpOptions
{
    internal const string Section = "Http";

    /// <summary>
    /// One address, or several between semicolons. Loopback by default: TLS towards others is the ingress's.
    /// </summary>
    [Required]
    [RegularExpression("https?://.+", ErrorMessage = "expected an address such as http://0.0.0.0:8080.")]
    public string Urls { get; set; } = "http://127.0.0.1:7400";
}
