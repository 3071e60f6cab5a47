using System.ComponentModel.DataAnnotations;
using System.Net;

namespace PathAlign.Hosting.Composition;

/// <summary>The addresses of the process: for the API in the feedback service, for health in all services.</summary>
internal sealed record HttpOptions : IValidatableObject
{
    internal const string Section = "Http";

    private const StringSplitOptions Parts = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    /// <summary>
    /// One address, or several separated by semicolons. Default: loopback; the ingress provides TLS for other machines.
    /// </summary>
    [Required]
    [RegularExpression("https?://.+", ErrorMessage = "expected an address such as http://0.0.0.0:8080.")]
    public string Urls { get; set; } = "http://127.0.0.1:7400";

    /// <summary>
    /// The networks of proxies, as 10.0.0.0/8, separated by semicolons. Only their X-Forwarded-For and
    /// X-Forwarded-Proto count. Default: none.
    /// </summary>
    public string TrustedNetworks { get; set; } = "";

    /// <summary>
    /// The host names under which clients reach the API, separated by semicolons; requests for others are refused,
    /// except for health. Default: this machine's own names.
    /// </summary>
    [Required]
    public string AllowedHosts { get; set; } = "localhost;127.0.0.1;[::1]";

    /// <summary>
    /// A PEM file with the certificate of https addresses. It is read again every minute, so that a renewed one is used
    /// without a restart. Default: none.
    /// </summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>The PEM file with the key of that certificate.</summary>
    public string CertificateKeyFile { get; set; } = "";

    internal IReadOnlyList<IPNetwork> Networks => [.. TrustedNetworks.Split(';', Parts).Select(IPNetwork.Parse)];

    internal IReadOnlyList<string> Hosts => AllowedHosts.Split(';', Parts);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var network in TrustedNetworks.Split(';', Parts))
            if (!IPNetwork.TryParse(network, out _))
                yield return new ValidationResult(
                    $"{Section}:{nameof(TrustedNetworks)}: expected networks such as 10.0.0.0/8, found '{network}'.");
        foreach (var (name, file) in new[]
            {
                (nameof(CertificateFile), CertificateFile), (nameof(CertificateKeyFile), CertificateKeyFile),
            })
            if (CertificateFile.Length + CertificateKeyFile.Length > 0 && !File.Exists(file))
                yield return new ValidationResult(
                    $"{Section}:{name}: expected a PEM file, found nothing at '{file}'.");
    }
}
