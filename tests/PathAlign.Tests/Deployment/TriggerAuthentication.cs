using k8s;
using k8s.Models;

namespace PathAlign.Tests.Deployment;

/// <summary>KEDA's resource of what it presents to a source of metrics, as far as the manifests use it.</summary>
public sealed class TriggerAuthentication : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public TriggerAuthenticationSpec Spec { get; set; } = new();

    public sealed class TriggerAuthenticationSpec
    {
        public IList<TriggerSecret> SecretTargetRef { get; set; } = [];
    }

    public sealed class TriggerSecret
    {
        public string Parameter { get; set; } = "";

        public string Name { get; set; } = "";

        public string Key { get; set; } = "";
    }
}
