using k8s;
using k8s.Models;

namespace PathAlign.Tests.Deployment;

/// <summary>An issuer of cert-manager, as far as the manifests use it.</summary>
public sealed class Issuer : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public IssuerSpec Spec { get; set; } = new();

    public sealed class IssuerSpec
    {
        public IDictionary<string, string>? SelfSigned { get; set; }

        public IssuerAuthority? Ca { get; set; }
    }

    public sealed class IssuerAuthority
    {
        public string SecretName { get; set; } = "";
    }
}
