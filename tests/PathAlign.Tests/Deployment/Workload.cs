using k8s.Models;

namespace PathAlign.Tests.Deployment;

/// <summary>A deployment or a stateful set, with the names of the volumes that it claims for each pod.</summary>
internal sealed record Workload(
    V1ObjectMeta Metadata, V1LabelSelector Selector, V1PodTemplateSpec Template, IReadOnlyList<string> Claims)
{
    internal string Name => Metadata.Name;

    internal V1PodSpec Pod => Template.Spec;

    internal V1Container Container => Pod.Containers[0];
}
