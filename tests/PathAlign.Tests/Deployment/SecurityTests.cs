using k8s.Models;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>What protects the cluster: rights of pods, secrets, TLS and networks.</summary>
public sealed class SecurityTests
{
    public static TheoryData<string> Overlays => ManifestTests.Overlays;

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_pod_may_do_what_the_restricted_level_allows_and_writes_only_where_it_must(string overlay)
    {
        var resources = Manifests.Render(overlay);

        var labels = resources.OfType<V1Namespace>().Single().Metadata.Labels;
        Assert.Equal("restricted", labels["pod-security.kubernetes.io/enforce"]);
        foreach (var pod in resources.Pods().Select(template => template.Spec))
        {
            Assert.Equal((true, "RuntimeDefault"),
                (pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.SeccompProfile.Type));
            Assert.False(pod.AutomountServiceAccountToken);
            Assert.All(pod.Containers, container =>
            {
                var context = container.SecurityContext;
                Assert.Equal((false, true), (context.AllowPrivilegeEscalation, context.ReadOnlyRootFilesystem));
                Assert.Equal(["ALL"], context.Capabilities.Drop);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_pod_has_a_network_policy_of_its_own_and_the_rest_is_refused(string overlay)
    {
        var resources = Manifests.Render(overlay);
        var policies = resources.OfType<V1NetworkPolicy>().ToList();

        Assert.Contains(
            policies,
            policy => policy.Spec is { PodSelector.MatchLabels: null, Ingress: null, Egress: null }
                && policy.Spec.PolicyTypes.SequenceEqual(["Ingress", "Egress"]));
        Assert.All(
            resources.Pods(),
            pod => Assert.Contains(
                policies,
                policy => policy.Spec.PodSelector is { MatchLabels: not null } selector
                    && selector.Selects(pod.Metadata.Labels)));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Only_feedback_reaches_the_Internet_and_only_by_https(string overlay)
    {
        var rules = Manifests.Render(overlay).OfType<V1NetworkPolicy>()
            .SelectMany(policy => (policy.Spec.Egress ?? []).Select(rule => (policy.Metadata.Name, Rule: rule)))
            .Where(egress => egress.Rule.To.Any(peer => peer.IpBlock is not null))
            .ToList();

        var (name, rule) = Assert.Single(rules);
        Assert.Equal("feedback", name);
        Assert.Equal("443", rule.Ports.Single().Port.Value);
        foreach (var network in new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16" })
            Assert.Contains(network, rule.To.Single().IpBlock.Except);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Each_service_has_its_own_user_and_sees_no_others_secrets(string overlay)
    {
        foreach (var service in Manifests.Render(overlay).Services())
        {
            var mounted = service.Pod.Volumes.Where(volume => volume.Secret is not null)
                .ToDictionary(volume => volume.Name, volume => volume.Secret);
            Assert.Equal(
                service.Name, service.Container.Env.Single(v => v.Name == "PathAlign__Bus__User").Value);
            Assert.Equal($"pathalign-{service.Name}", mounted["secrets"].SecretName);
            Assert.Equal("ca.crt", Assert.Single(mounted["authority"].Items).Key);   // not its key
            Assert.Equal(
                service.Name == "feedback" ? ["authority", "secrets", "tls"] : ["authority", "secrets"],
                mounted.Keys.Order());
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_services_encrypt_what_they_send_and_people_come_by_https(string overlay)
    {
        var resources = Manifests.Render(overlay);
        var settings = resources.OfType<V1ConfigMap>().Single(m => m.Metadata.Name == "pathalign-settings").Data;
        var ingress = resources.OfType<V1Ingress>().Single();

        Assert.Equal("true", settings["PathAlign__Bus__Tls"]);
        Assert.All(
            settings.Values.Where(value => value.Contains("://", StringComparison.Ordinal)),
            address => Assert.StartsWith(address == "http://0.0.0.0:8080" ? "http" : "https://", address));
        Assert.Equal(ingress.Spec.Rules.Select(rule => rule.Host), ingress.Spec.Tls.Single().Hosts);
        Assert.Equal("HTTPS", ingress.Metadata.Annotations["nginx.ingress.kubernetes.io/backend-protocol"]);
        Assert.Equal("on", ingress.Metadata.Annotations["nginx.ingress.kubernetes.io/proxy-ssl-verify"]);
        Assert.Equal(
            "https",
            resources.OfType<V1NetworkPolicy>().Single(p => p.Metadata.Name == "feedback").Spec.Ingress.Single()
                .Ports.Single().Port.Value);
    }

    [Fact]
    public void The_small_servers_take_only_encrypted_connections()
    {
        var resources = Manifests.Render("dev");
        var broker = resources.OfType<V1ConfigMap>().Single(map => map.Metadata.Name == "broker").Data["rabbitmq.conf"];
        var commands = resources.Workloads().ToDictionary(
            workload => workload.Name,
            workload => string.Join(' ', (workload.Container.Command ?? []).Concat(workload.Container.Args ?? [])));

        Assert.Contains("\nlisteners.tcp = none\n", broker);
        Assert.Contains("--tlsMode requireTLS", commands["database"]);
        Assert.Contains("--certs-dir", commands["objects"]);
        Assert.DoesNotContain(
            resources.OfType<V1Service>().SelectMany(service => service.Spec.Ports), port => port.Port == 5672);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void KEDA_asks_the_metrics_over_https_and_checks_their_certificate(string overlay)
    {
        var resources = Manifests.Render(overlay);
        var names = resources.OfType<Certificate>().Single(c => c.Metadata.Name == "metrics").Spec.DnsNames;
        var client = resources.OfType<Certificate>().Single(c => c.Metadata.Name == "scaling").Spec;
        var authentication = resources.OfType<TriggerAuthentication>().Single();

        var triggers = resources.OfType<ScaledObject>().SelectMany(scaled => scaled.Spec.Triggers).ToList();

        Assert.NotEmpty(triggers);
        Assert.All(triggers, trigger =>
        {
            var address = new Uri(trigger.Metadata["serverAddress"]);
            Assert.Equal(Uri.UriSchemeHttps, address.Scheme);
            Assert.Contains(address.Host, names);
            Assert.Equal("tls", trigger.Metadata["authModes"]);   // without it KEDA ignores the authority
            Assert.DoesNotContain("unsafeSsl", trigger.Metadata.Keys);
            Assert.Equal(authentication.Metadata.Name, trigger.AuthenticationRef.Name);
        });
        Assert.Equal(
            [("ca", "ca.crt"), ("cert", "tls.crt"), ("key", "tls.key")],
            authentication.Spec.SecretTargetRef.Select(secret => (secret.Parameter, secret.Key)));
        Assert.All(authentication.Spec.SecretTargetRef, secret => Assert.Equal(client.SecretName, secret.Name));
        Assert.DoesNotContain("server auth", client.Usages);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_secret_that_is_mounted_is_made(string overlay)
    {
        using var secrets = await MadeSecrets.CreateAsync();
        var resources = Manifests.Render(overlay);
        var certificates = resources.OfType<Certificate>().Select(certificate => certificate.Spec.SecretName);
        var made = secrets.Folders.Select(folder => $"pathalign-{folder}").Concat(certificates).ToHashSet();

        var mounted = resources.Pods().SelectMany(pod => pod.Spec.Volumes ?? [])
            .Select(volume => volume.Secret?.SecretName).OfType<string>();

        Assert.All(mounted, secret => Assert.Contains(secret, made));
    }
}
