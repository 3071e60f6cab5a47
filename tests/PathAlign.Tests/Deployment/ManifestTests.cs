using System.Text.Json.Nodes;
using PathAlign.Hosting.Composition;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>
/// The Kubernetes manifests, rendered here and not by Kustomize, and checked without a cluster: required fields, and that what
/// they name is there. An API server would say more.
/// </summary>
public sealed class ManifestTests
{
    private static readonly string[] _compute = ["generator", "reward", "finetuner", "evaluator"];

    private static readonly Dictionary<string, string> _versions = new()
    {
        ["ConfigMap"] = "v1",
        ["Service"] = "v1",
        ["PersistentVolumeClaim"] = "v1",
        ["Deployment"] = "apps/v1",
        ["StatefulSet"] = "apps/v1",
        ["PodDisruptionBudget"] = "policy/v1",
        ["NetworkPolicy"] = "networking.k8s.io/v1",
        ["ScaledObject"] = "keda.sh/v1alpha1",
    };

    public static TheoryData<string> Overlays => ["cpu", "gpu", "dev"];

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_resource_is_of_a_known_kind_and_there_once(string overlay)
    {
        var resources = Render(overlay);

        Assert.All(resources, r => Assert.Equal(_versions[r.Text("kind")], r.Text("apiVersion")));
        Assert.All(resources, r => Assert.Matches("^[a-z0-9-]{1,63}$", r.Text("metadata", "name")));
        Assert.Equal(resources.Count, resources.Select(r => (r.Text("kind"), r.Text("metadata", "name"))).Distinct().Count());
    }

    [Fact]
    public void Every_file_is_part_of_an_overlay()
    {
        var read = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var overlay in Overlays) Kustomization.Render($"k8s/overlays/{overlay.Data}", read);

        Assert.Equal(Directory.EnumerateFiles(Yaml.At("k8s"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Yaml.At("."), f)).Order(StringComparer.Ordinal), read);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_pod_is_selected_probed_limited_and_pinned(string overlay)
    {
        foreach (var workload in Workloads(Render(overlay)))
        {
            var (name, pod) = (workload.Text("metadata", "name"), workload.At("spec", "template", "spec"));
            AssertSelects(workload.At("spec", "selector", "matchLabels"), workload.At("spec", "template", "metadata", "labels"));
            Assert.Equal("false", pod.Text("automountServiceAccountToken"));
            foreach (var container in pod.Items("containers"))
            {
                Assert.Matches(@"^[a-z0-9./-]+:[A-Za-z0-9.-]*[0-9][A-Za-z0-9.-]*$", container.Text("image"));
                foreach (var kind in new[] { "requests", "limits" }) Assert.All(new[] { "cpu", "memory" }, what => Assert.NotEmpty(container.Text("resources", kind, what)));
                var ports = container.Items("ports").Select(p => p.Text("name")).ToList();
                Assert.Contains(container.Text("readinessProbe", "httpGet", "port") + container.Text("readinessProbe", "tcpSocket", "port"), ports);
                var volumes = pod.Items("volumes").Concat(workload.Items("spec", "volumeClaimTemplates").Select(c => c.At("metadata")!)).Select(v => v.Text("name")).ToList();
                Assert.All(container.Items("volumeMounts"), mount => Assert.Contains(mount.Text("name"), volumes));
            }
            Assert.True(name.Length > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_services_run_without_rights_and_stop_in_order(string overlay)
    {
        var services = Services(Render(overlay)).ToList();

        Assert.Equal(ServiceRole.All.Select(r => r.Name).Order(), services.Select(s => s.Text("metadata", "name")).Order());
        foreach (var service in services)
        {
            var (pod, container) = (service.At("spec", "template", "spec"), service.At("spec", "template", "spec", "containers", "0"));
            Assert.Equal(service.Text("metadata", "name"), container.Text("args", "0"));
            Assert.Equal(("true", "10001", "RuntimeDefault"), (pod.Text("securityContext", "runAsNonRoot"), pod.Text("securityContext", "runAsUser"), pod.Text("securityContext", "seccompProfile", "type")));
            Assert.Equal(("false", "true", "ALL"), (container.Text("securityContext", "allowPrivilegeEscalation"), container.Text("securityContext", "readOnlyRootFilesystem"), container.Text("securityContext", "capabilities", "drop", "0")));
            Assert.Equal(("/health/live", "/health/live", "/health/ready"), (container.Text("startupProbe", "httpGet", "path"), container.Text("livenessProbe", "httpGet", "path"), container.Text("readinessProbe", "httpGet", "path")));
            Assert.True(int.Parse(pod.Text("terminationGracePeriodSeconds")) > 60);   // longer than the host takes to give its jobs back
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void What_is_named_is_there(string overlay)
    {
        var resources = Render(overlay);
        string[] Names(string kind) => [.. resources.Where(r => r.Text("kind") == kind).Select(r => r.Text("metadata", "name"))];
        var labels = Workloads(resources).Select(w => w.At("spec", "template", "metadata", "labels")).ToList();
        var ports = Workloads(resources).SelectMany(w => w.Items("spec", "template", "spec", "containers", "0", "ports").Select(p => p.Text("name"))).ToHashSet();

        foreach (var resource in resources)
        {
            var selector = resource.Text("kind") switch { "Service" => resource.At("spec", "selector"), "PodDisruptionBudget" => resource.At("spec", "selector", "matchLabels"), "NetworkPolicy" => resource.At("spec", "podSelector", "matchLabels"), _ => null };
            if (selector is not null) Assert.Contains(labels, l => selector.Fields().All(f => l.Text(f.Key) == f.Value?.ToString()));
            if (resource.Text("kind") == "Service") Assert.All(resource.Items("spec", "ports"), port => Assert.Contains(port.Text("targetPort"), ports));
            if (resource.Text("kind") == "ScaledObject") Assert.Contains(resource.Text("spec", "scaleTargetRef", "name"), Names("Deployment"));
        }
        foreach (var pod in Workloads(resources).Select(w => w.At("spec", "template", "spec")))
        {
            Assert.All(pod.Items("volumes").Where(v => v.At("configMap") is not null), v => Assert.Contains(v.Text("configMap", "name"), Names("ConfigMap")));
            Assert.All(pod.Items("volumes").Where(v => v.At("persistentVolumeClaim") is not null), v => Assert.Contains(v.Text("persistentVolumeClaim", "claimName"), Names("PersistentVolumeClaim")));
            Assert.All(pod.Items("containers", "0", "envFrom"), e => Assert.Contains(e.Text("configMapRef", "name"), Names("ConfigMap")));
        }
        // Every queue that scales a stage is one of that stage's.
        var queues = ServiceRole.EventRoutes.Select(r => r.Queue).ToHashSet();
        var scaled = resources.Where(r => r.Text("kind") == "ScaledObject").SelectMany(s => s.Items("spec", "triggers").Select(t => System.Text.RegularExpressions.Regex.Match(t.Text("metadata", "query"), "queue=\"([^\"]+)\"").Groups[1].Value)).ToHashSet();
        Assert.Equal(queues.Where(q => !q.StartsWith("feedback", StringComparison.Ordinal)).Order(), scaled.Order());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Settings_exist_and_secrets_are_only_referred_to(string overlay)
    {
        var resources = Render(overlay);
        var settings = resources.Single(r => r.Text("kind") == "ConfigMap" && r.Text("metadata", "name") == "pathalign-settings").Fields("data").Select(d => d.Key).ToList();
        var variables = Workloads(resources).SelectMany(w => w.Items("spec", "template", "spec", "containers", "0", "env")).ToList();

        Assert.All(settings.Concat(variables.Select(v => v.Text("name"))).Where(n => n.StartsWith("PathAlign", StringComparison.Ordinal)), name => Assert.Contains(name, KnownSettings.All));
        Assert.DoesNotContain(resources, r => r.Text("kind") == "Secret");
        Assert.DoesNotContain(settings, IsSecret);
        Assert.All(variables.Where(v => IsSecret(v.Text("name"))), v => Assert.NotEmpty(v.Text("valueFrom", "secretKeyRef", "key")));
    }

    [Fact]
    public void The_compute_stages_ask_for_a_GPU_on_nodes_that_have_one_in_the_gpu_overlay_alone()
    {
        foreach (var overlay in new[] { "cpu", "gpu", "dev" })
            foreach (var service in Services(Render(overlay)))
            {
                var gpu = overlay == "gpu" && _compute.Contains(service.Text("metadata", "name"));
                var pod = service.At("spec", "template", "spec");
                Assert.Equal(gpu ? "1" : "", pod.Text("containers", "0", "resources", "limits", "nvidia.com/gpu"));
                Assert.Equal(gpu, pod.Items("containers", "0", "env").Any(v => (v.Text("name"), v.Text("value")) == ("PathAlign__Compute__Device", "cuda")));
                Assert.Equal(gpu, pod.At("nodeSelector") is not null);
                Assert.Equal(gpu ? "nvidia.com/gpu" : "", pod.Text("tolerations", "0", "key"));
                Assert.Equal(gpu, pod.Text("containers", "0", "image").EndsWith("-cuda", StringComparison.Ordinal));
            }
    }

    private static bool IsSecret(string name) => name.Contains("Password", StringComparison.OrdinalIgnoreCase) || name.EndsWith("Key", StringComparison.Ordinal) || name.EndsWith("_PASS", StringComparison.Ordinal) || name.Contains("ConnectionString", StringComparison.Ordinal);

    private static IReadOnlyList<JsonNode> Render(string overlay) => Kustomization.Render($"k8s/overlays/{overlay}");

    private static IEnumerable<JsonNode> Workloads(IEnumerable<JsonNode> resources) => resources.Where(r => r.Text("kind") is "Deployment" or "StatefulSet");

    private static IEnumerable<JsonNode> Services(IEnumerable<JsonNode> resources) => Workloads(resources).Where(w => w.Text("metadata", "labels", "app.kubernetes.io/part-of") == "pathalign");

    private static void AssertSelects(JsonNode? selector, JsonNode? labels)
    {
        Assert.NotEmpty(selector.Fields());
        Assert.All(selector.Fields(), field => Assert.Equal(field.Value?.ToString(), labels.Text(field.Key)));
    }
}
