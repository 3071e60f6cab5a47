using k8s;
using k8s.Models;

namespace PathAlign.Tests.Deployment;

/// <summary>Kubernetes resources, as the types of its client. Fields that a type does not have are refused.</summary>
internal static class Manifests
{
    /// <summary>Kinds that the product uses.</summary>
    private static readonly Dictionary<string, Type> _kinds = new()
    {
        ["v1/Namespace"] = typeof(V1Namespace),
        ["v1/ConfigMap"] = typeof(V1ConfigMap),
        ["v1/Service"] = typeof(V1Service),
        ["v1/PersistentVolumeClaim"] = typeof(V1PersistentVolumeClaim),
        ["apps/v1/Deployment"] = typeof(V1Deployment),
        ["apps/v1/StatefulSet"] = typeof(V1StatefulSet),
        ["batch/v1/Job"] = typeof(V1Job),
        ["networking.k8s.io/v1/Ingress"] = typeof(V1Ingress),
        ["cert-manager.io/v1/Issuer"] = typeof(Issuer),
        ["cert-manager.io/v1/Certificate"] = typeof(Certificate),
        ["policy/v1/PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
        ["networking.k8s.io/v1/NetworkPolicy"] = typeof(V1NetworkPolicy),
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(ScaledObject),
        ["keda.sh/v1alpha1/TriggerAuthentication"] = typeof(TriggerAuthentication),
    };

    internal static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Read(string yaml) =>
        [.. KubernetesYaml.LoadAllFromString(yaml, _kinds, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()];

    /// <summary>What an overlay brings into a cluster.</summary>
    internal static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Render(string overlay) =>
        [.. Kustomization.Render($"k8s/overlays/{overlay}").SelectMany(resource => Read(resource.ToJsonString()))];

    internal static IEnumerable<Workload> Workloads(this IEnumerable<IKubernetesObject<V1ObjectMeta>> resources) =>
        resources.Select(resource => resource switch
        {
            V1Deployment d => new Workload(d.Metadata, d.Spec.Selector, d.Spec.Template, []),
            V1StatefulSet s => new Workload(s.Metadata, s.Spec.Selector, s.Spec.Template, Claims(s)),
            _ => null,
        }).OfType<Workload>();

    /// <summary>The pods of all of them, and those of jobs.</summary>
    internal static IEnumerable<V1PodTemplateSpec> Pods(
        this IReadOnlyList<IKubernetesObject<V1ObjectMeta>> resources) =>
        resources.Workloads().Select(workload => workload.Template)
            .Concat(resources.OfType<V1Job>().Select(job => job.Spec.Template));

    /// <summary>Whether a selector, or an empty one, selects these labels.</summary>
    internal static bool Selects(this V1LabelSelector selector, IDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(labels.Contains);

    /// <summary>The product's own, without the servers beside them.</summary>
    internal static IEnumerable<Workload> Services(this IEnumerable<IKubernetesObject<V1ObjectMeta>> resources) =>
        resources.Workloads().Where(w => w.Metadata.Labels?["app.kubernetes.io/part-of"] == "pathalign");

    private static string[] Claims(V1StatefulSet set) =>
        [.. set.Spec.VolumeClaimTemplates.Select(claim => claim.Metadata.Name)];
}
