using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Hosting.Composition;
using PathAlign.Messaging;
using PathAlign.Tests.Contracts;
using Xunit;
using YamlDotNet.Core;

namespace PathAlign.Tests.Deployment;

/// <summary>
/// The Kubernetes manifests, rendered here and not by Kustomize, and read strictly as the types of Kubernetes' client:
/// fields exist, and what they name is there. An API server would say more.
/// </summary>
public sealed class ManifestTests
{
    private static readonly string[] _compute = ["generator", "reward", "finetuner", "evaluator"];

    public static TheoryData<string> Overlays => ["cpu", "gpu", "dev"];

    [Theory]
    [InlineData("readinessProbe", "readynessProbe")]
    [InlineData("replicas", "replica")]
    [InlineData("terminationGracePeriodSeconds", "terminationGraceSeconds")]
    [InlineData("maxReplicaCount", "maxReplicas")]
    [InlineData("maxUnavailable", "maxUnavailabel")]
    public void A_misspelt_field_is_refused(string field, string misspelt)
    {
        var yaml = File.ReadAllText(Yaml.At("k8s/base/generator.yaml"));
        Assert.NotEmpty(Manifests.Read(yaml));

        var refused = Assert.ThrowsAny<YamlException>(() => Manifests.Read(yaml.Replace($"{field}:", $"{misspelt}:")));

        Assert.Contains(misspelt, $"{refused}");
    }

    [Theory]
    [InlineData("namespace: pathalign", "nameSpace: pathalign")]
    [InlineData("path: gpu.yaml", "file: gpu.yaml")]
    public void A_misspelt_field_of_a_kustomization_is_refused(string field, string misspelt)
    {
        var yaml = File.ReadAllText(Yaml.At("k8s/overlays/gpu/kustomization.yaml"));

        object Read() => KubernetesYaml.Deserialize<KustomizationFile>(yaml.Replace(field, misspelt), strict: true);

        Assert.ThrowsAny<YamlException>(Read);
    }

    [Theory]
    [InlineData("kind: Deployment", "kind: Deploiment")]
    [InlineData("apiVersion: keda.sh/v1alpha1", "apiVersion: keda.sh/v1")]
    public void A_kind_or_version_that_is_not_known_is_refused(string known, string other)
    {
        var yaml = File.ReadAllText(Yaml.At("k8s/base/generator.yaml"));

        Assert.ThrowsAny<Exception>(() => Manifests.Read(yaml.Replace(known, other)));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_resource_is_there_once(string overlay)
    {
        var resources = Manifests.Render(overlay);

        Assert.All(resources, r => Assert.Matches("^[a-z0-9-]{1,63}$", r.Metadata.Name));
        Assert.Equal(resources.Count, resources.Select(r => (r.Kind, r.Metadata.Name)).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void No_other_namespace_of_the_product_is_named(string overlay)
    {
        var own = overlay == "dev" ? "pathalign-dev" : "pathalign";

        var named = Kustomization.Render($"k8s/overlays/{overlay}")
            .Select(r => $"{r}")
            .SelectMany(text => Regex.Matches(text, @"metrics\.([a-z-]+)\.svc|""(pathalign[a-z-]*)/pathalign-tls"))
            .Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value)
            .ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Equal(own, name));
    }

    [Fact]
    public void Images_of_the_product_have_its_version()
    {
        var version = typeof(ServiceRole).Assembly.GetName().Version!.ToString(3);
        string[] compose = ["docker-compose.yml", "docker-compose.gpu.yml"];

        var images = Overlays
            .SelectMany(overlay => Manifests.Render(overlay.Data).Workloads().Select(w => w.Container.Image))
            .Concat(compose.SelectMany(file => Regex.Matches(File.ReadAllText(Yaml.At(file)), @"pathalign:\$\S+")
                .Select(match => match.Value)))
            .Where(image => image.StartsWith("pathalign:", StringComparison.Ordinal));

        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Contains(version, image));
    }

    [Fact]
    public void Every_file_is_part_of_an_overlay()
    {
        var read = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var overlay in Overlays) Kustomization.Render($"k8s/overlays/{overlay.Data}", read);

        var files = Directory.EnumerateFiles(Yaml.At("k8s"), "*", SearchOption.AllDirectories);
        var names = files.Select(file => Path.GetRelativePath(Yaml.At("."), file));
        Assert.Equal(names.Order(StringComparer.Ordinal), read);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_pod_is_selected_probed_limited_and_pinned(string overlay)
    {
        foreach (var workload in Manifests.Render(overlay).Workloads())
        {
            Assert.NotEmpty(workload.Selector.MatchLabels);
            Assert.True(Selects(workload.Selector.MatchLabels, workload));
            Assert.False(workload.Pod.AutomountServiceAccountToken);
            var volumes = (workload.Pod.Volumes ?? []).Select(v => v.Name).Concat(workload.Claims).ToList();
            foreach (var container in workload.Pod.Containers)
            {
                Assert.True(Images.IsPinned(container.Image), container.Image);
                foreach (var amounts in new[] { container.Resources.Requests, container.Resources.Limits })
                    Assert.All(["cpu", "memory"], what => Assert.Contains(what, amounts.Keys));
                if (container.ReadinessProbe.Exec is null)
                {
                    var probed = container.ReadinessProbe.HttpGet?.Port ?? container.ReadinessProbe.TcpSocket.Port;
                    Assert.Contains(probed.Value, container.Ports.Select(p => p.Name));
                }
                Assert.All(container.VolumeMounts ?? [], mount => Assert.Contains(mount.Name, volumes));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_services_run_without_rights_and_stop_in_order(string overlay)
    {
        var services = Manifests.Render(overlay).Services().ToList();

        Assert.Equal(ServiceRole.All.Select(r => r.Name).Order(), services.Select(s => s.Name).Order());
        foreach (var service in services)
        {
            var (pod, container) = (service.Pod, service.Container);
            Assert.Equal([service.Name], container.Args);
            var (ofPod, ofContainer) = (pod.SecurityContext, container.SecurityContext);
            Assert.Equal((true, 10001L), (ofPod.RunAsNonRoot, ofPod.RunAsUser));
            Assert.Equal("RuntimeDefault", ofPod.SeccompProfile.Type);
            Assert.Equal((false, true), (ofContainer.AllowPrivilegeEscalation, ofContainer.ReadOnlyRootFilesystem));
            Assert.Equal(["ALL"], ofContainer.Capabilities.Drop);
            V1Probe[] probes = [container.StartupProbe, container.LivenessProbe, container.ReadinessProbe];
            Assert.Equal(["/health/live", "/health/live", "/health/ready"], probes.Select(p => p.HttpGet.Path));
            Assert.True(pod.TerminationGracePeriodSeconds > 60);   // longer than the host takes to give its jobs back
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void What_a_selector_a_port_or_a_volume_names_is_there(string overlay)
    {
        var resources = Manifests.Render(overlay);
        var workloads = resources.Workloads().ToList();
        var ports = workloads.SelectMany(w => w.Container.Ports.Select(p => p.Name)).ToHashSet();
        var maps = resources.OfType<V1ConfigMap>().Select(m => m.Metadata.Name).ToHashSet();
        var claims = resources.OfType<V1PersistentVolumeClaim>().Select(c => c.Metadata.Name).ToHashSet();

        var selectors = resources.OfType<V1Service>().Select(s => s.Spec.Selector)
            .Concat(resources.OfType<V1PodDisruptionBudget>().Select(b => b.Spec.Selector.MatchLabels))
            .ToList();
        Assert.All(selectors, selector => Assert.Contains(workloads, w => Selects(selector, w)));
        Assert.All(
            resources.OfType<V1NetworkPolicy>(),
            policy => Assert.Contains(resources.Pods(), pod => policy.Spec.PodSelector.Selects(pod.Metadata.Labels)));
        var targets = resources.OfType<V1Service>().SelectMany(s => s.Spec.Ports).Select(p => p.TargetPort.Value);
        Assert.All(targets, target => Assert.Contains(target, ports));
        var volumes = workloads.SelectMany(w => w.Pod.Volumes ?? []).ToList();
        var settings = workloads.SelectMany(w => w.Container.EnvFrom ?? []).Select(e => e.ConfigMapRef.Name);
        var mounted = volumes.Select(v => v.ConfigMap?.Name).OfType<string>();
        Assert.All(mounted.Concat(settings), map => Assert.Contains(map, maps));
        var claimed = volumes.Select(v => v.PersistentVolumeClaim?.ClaimName).OfType<string>();
        Assert.All(claimed, claim => Assert.Contains(claim, claims));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_compute_stage_scales_by_its_own_queues(string overlay)
    {
        var resources = Manifests.Render(overlay);
        var scaled = resources.OfType<ScaledObject>().ToList();

        Assert.Equal(_compute.Order(), scaled.Select(s => s.Spec.ScaleTargetRef.Name).Order());
        var queries = scaled.SelectMany(s => s.Spec.Triggers).Select(t => t.Metadata["query"]);
        var scaling = queries.Select(query => Regex.Match(query, "queue=\"([^\"]+)\"").Groups[1].Value);
        var queues = ServiceRole.EventRoutes.Select(r => r.Queue).Intersect(JobQueuesTests.Names);
        var computing = queues.Where(queue => !queue.StartsWith("feedback", StringComparison.Ordinal));
        Assert.Equal(computing.Distinct().Order(), scaling.Distinct().Order());
        foreach (var one in scaled)
        {
            var own = new ServiceCollection();
            ServiceRole.All.Single(role => role.Name == one.Spec.ScaleTargetRef.Name).Add(own);
            var asked = string.Concat(one.Spec.Triggers.Select(trigger => trigger.Metadata["query"]));
            Assert.Equal(
                own.EventRoutes().Select(route => route.Queue).Intersect(JobQueuesTests.Names).Order(),
                scaling.Where(queue => asked.Contains($"\"{queue}\"")).Order());
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Settings_exist_and_secrets_are_only_referred_to(string overlay)
    {
        var resources = Manifests.Render(overlay);
        var map = resources.OfType<V1ConfigMap>().Single(m => m.Metadata.Name == "pathalign-settings");
        var variables = resources.Workloads().SelectMany(w => w.Container.Env ?? []).ToList();

        var settings = map.Data.Keys;
        var names = settings.Concat(variables.Select(v => v.Name));
        var own = names.Where(n => n.StartsWith("PathAlign", StringComparison.Ordinal));
        Assert.All(own, name => Assert.Contains(name, KnownSettings.All));
        Assert.DoesNotContain(settings, IsSecret);
        // a secret is a file: a variable says where
        Assert.All(variables.Where(v => IsSecret(v.Name)), v => Assert.EndsWith("_FILE", v.Name));
        Assert.All(variables, v => Assert.Null(v.ValueFrom));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_compute_stages_ask_for_a_GPU_on_nodes_that_have_one_in_the_gpu_overlay_alone(string overlay)
    {
        foreach (var service in Manifests.Render(overlay).Services())
        {
            var gpu = overlay == "gpu" && _compute.Contains(service.Name);
            var (pod, container) = (service.Pod, service.Container);
            var gpus = container.Resources.Limits.TryGetValue("nvidia.com/gpu", out var wanted) ? $"{wanted}" : null;
            var device = (container.Env ?? []).FirstOrDefault(v => v.Name == "PathAlign__Compute__Device")?.Value;
            Assert.Equal((gpu ? "1" : null, gpu ? "cuda" : null), (gpus, device));
            Assert.Equal(gpu, pod.NodeSelector is not null);
            Assert.Equal(gpu ? ["nvidia.com/gpu"] : [], (pod.Tolerations ?? []).Select(t => t.Key));
            Assert.Equal(gpu, container.Image.EndsWith("-cuda", StringComparison.Ordinal));
        }
    }

    private static bool Selects(IDictionary<string, string> selector, Workload workload) =>
        selector.All(workload.Template.Metadata.Labels.Contains);

    private static bool IsSecret(string name) =>
        Regex.IsMatch(name, "(?i:Password)|Key$|_PASS$|ConnectionString");
}
