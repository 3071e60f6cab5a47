using System.ComponentModel.DataAnnotations;

namespace PathAlign.Hosting.Composition;

/// <summary>The addresses of the process: for the API in the feedback service, for health in all services.</summary>
internal sealed record HttpOptions
{
    internal const string Section = "Http";

    /// <summary>
    /// One address, or several separated by semicolons. Default: loopback; the ingress provides TLS for other machines.
    /// </summary>
    [Required]
    [RegularExpression("https?://.+", ErrorMessage = "expected an address such as http://0.0.0.0:8080.")]
    public string Urls { get; set; } = "http://127.0.0.1:7400";
}
