using k8s;
using k8s.Models;

namespace PathAlign.Tests.Deployment;

/// <summary>KEDA's resource, as far as the manifests use it: the client of Kubernetes has no model of it.</summary>
public sealed class ScaledObject : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public ScaledObjectSpec Spec { get; set; } = new();

    public sealed class ScaledObjectSpec
    {
        public ScaledObjectTarget ScaleTargetRef { get; set; } = new();

        public int? MinReplicaCount { get; set; }

        public int? MaxReplicaCount { get; set; }

        public int? CooldownPeriod { get; set; }

        public IList<ScaledObjectTrigger> Triggers { get; set; } = [];
    }

    public sealed class ScaledObjectTarget
    {
        public string Name { get; set; } = "";
    }

    public sealed class ScaledObjectAuthentication
    {
        public string Name { get; set; } = "";
    }

    public sealed class ScaledObjectTrigger
    {
        public string Type { get; set; } = "";

        public ScaledObjectAuthentication AuthenticationRef { get; set; } = new();

        public IDictionary<string, string> Metadata { get; set; } = new Dictionary<string, string>();
    }
}
