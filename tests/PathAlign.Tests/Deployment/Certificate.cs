using k8s;
using k8s.Models;

namespace PathAlign.Tests.Deployment;

/// <summary>A certificate of cert-manager, as far as the manifests use it.</summary>
public sealed class Certificate : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public CertificateSpec Spec { get; set; } = new();

    public sealed class CertificateSpec
    {
        public bool? IsCA { get; set; }

        public string? CommonName { get; set; }

        public string SecretName { get; set; } = "";

        public string Duration { get; set; } = "";

        public CertificateKey PrivateKey { get; set; } = new();

        public IList<string> DnsNames { get; set; } = [];

        public IList<string> Usages { get; set; } = [];

        public CertificateIssuer IssuerRef { get; set; } = new();
    }

    public sealed class CertificateKey
    {
        public string Algorithm { get; set; } = "";

        public int? Size { get; set; }

        public string? RotationPolicy { get; set; }
    }

    public sealed class CertificateIssuer
    {
        public string Name { get; set; } = "";
    }
}
