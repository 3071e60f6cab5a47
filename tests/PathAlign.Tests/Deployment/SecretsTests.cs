using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PathAlign.Feedback.Records;
using PathAlign.Hosting.Composition;
using PathAlign.Messaging;
using PathAlign.Storage.Mongo;
using PathAlign.Storage.Objects;
using Xunit;

namespace PathAlign.Tests.Deployment;

/// <summary>One user for each service, with the rights that it needs.</summary>
public sealed partial class SecretsTests
{
    private static readonly string[] _services = [.. ServiceRole.All.Select(role => role.Name)];

    [Fact]
    public async Task Secrets_are_made_once_and_the_folder_is_its_owners_alone()
    {
        using var secrets = await MadeSecrets.CreateAsync();
        var first = All(secrets);

        await secrets.MakeAsync();

        Assert.Equal(first, All(secrets));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(secrets.Root));
        foreach (var file in new[] { "Bus__Password", "Mongo__ConnectionString", "S3__AccessKey", "S3__SecretKey" })
            Assert.Equal(
                _services.Length, _services.Select(service => secrets.Read($"{service}/{file}")).Distinct().Count());
        Assert.All(
            _services, service => Assert.EndsWith(
                "tls=true", new MongoAddress(secrets.Read($"{service}/Mongo__ConnectionString")).ConnectionString
                    .Split("&appName")[0]));
    }

    [Theory]
    [InlineData("broker")]
    [InlineData("database")]
    [InlineData("objects")]
    [InlineData("collector")]
    [InlineData("metrics")]
    [InlineData("traces")]
    [InlineData("feedback")]
    public async Task Each_servers_certificate_is_signed_by_the_authority_for_its_name(string server)
    {
        using var secrets = await MadeSecrets.CreateAsync();
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(
            Path.Combine(secrets.Root, "tls", server, "tls.crt"));
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(Path.Combine(secrets.Root, "authority", "ca.crt"));

        Assert.True(chain.Build(certificate));
        Assert.True(certificate.MatchesHostname(server));
        Assert.Equal(server == "feedback", certificate.MatchesHostname("pathalign.example.org"));
    }

    [Fact]
    public async Task Messages_that_were_put_aside_are_for_their_reader_and_for_operators()
    {
        using var secrets = await MadeSecrets.CreateAsync();
        var rights = JsonNode.Parse(secrets.Read("broker/definitions.json")).Items("permissions")
            .ToDictionary(right => right.Text("user"), right => new Regex(right.Text("read")));

        foreach (var role in ServiceRole.All)
        {
            var own = new Microsoft.Extensions.DependencyInjection.ServiceCollection();
            role.Add(own);
            var reads = own.EventRoutes().Select(route => route.Queue).ToHashSet();
            foreach (var queue in ServiceRole.EventRoutes.Select(route => route.Queue).Distinct())
                foreach (var end in new[] { "error", "skipped", "dead" })
                    Assert.Equal(
                        role.Name == "feedback" || reads.Contains(queue),
                        rights[role.Name].IsMatch($"{queue}_{end}"));
            Assert.DoesNotMatch(rights[role.Name], "another-products-queue");
            Assert.DoesNotMatch(rights[role.Name], "amq.topic");
        }
    }

    [Fact]
    public async Task Only_feedback_deletes_objects_and_each_stage_writes_its_own_collections()
    {
        using var secrets = await MadeSecrets.CreateAsync();
        var users = secrets.Read("database/users.js");

        foreach (var service in _services)
            Assert.Equal(
                service == "feedback",
                JsonNode.Parse(secrets.Read($"objects/{service}.json")).Items("Statement").Single().Items("Action")
                    .Any(action => $"{action}" == "s3:DeleteObject"));
        Assert.Contains("role: \"finetuner\", roles: [], privileges: on([\"jobs\"], may)", users);
        Assert.DoesNotContain("readWrite", users);
        // ReplacedObjects stands before the object store of every service
        Assert.Contains($"readReplaced = on([\"{ReplacedObjects.Collection}\"], [\"find\"])", users);
        Assert.Equal(_services.Length - 1, Regex.Count(users, @"createRole\(.*\.concat\(readReplaced\)"));
    }

    [Fact]
    public async Task Feedback_reaches_every_collection_and_removes_nothing_from_the_audit_log()
    {
        using var secrets = await MadeSecrets.CreateAsync();
        var users = secrets.Read("database/users.js");

        Assert.Contains("role: \"feedback\", roles: [], privileges: on([\"audit-log\"], may).concat(sweep)", users);
        var may = users.Split('\n').Single(line => line.StartsWith("const may ", StringComparison.Ordinal));
        Assert.DoesNotContain("remove", may);
        var swept = SweptCollections().Match(users);
        Assert.True(swept.Success, users);
        Assert.Equal(
            Collections().Where(name => name != "audit-log"),
            swept.Groups["names"].Value.Split(", ").Select(name => name.Trim('"')));
    }

    // The names in the source: at run time a collection appears only when something is written to it.
    private static IEnumerable<string> Collections() =>
        new[] { "shared", "services" }
            .SelectMany(folder =>
                Directory.EnumerateFiles(Yaml.At(folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => CollectionName().Matches(File.ReadAllText(file)))
            .Select(found => found.Groups["name"].Value)
            .Append(FeedbackCollections.ErasuresName)
            .Append(ReplacedObjects.Collection)
            .Distinct()
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(
        """(DocumentCollection<\w+>|CollectionSpec)\s\w+( \{ get; \})?\s*=[^;]*?\bnew\(\s*"(?<name>[a-z-]+)",?""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex CollectionName();

    [GeneratedRegex("""const sweep = on\(\[(?<names>[^\]]*)\], may\.concat\(\["remove"\]\)\)""")]
    private static partial Regex SweptCollections();

    private static IReadOnlyList<(string, string)> All(MadeSecrets secrets) =>
    [
        .. Directory.EnumerateFiles(secrets.Root, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => (file, Convert.ToBase64String(File.ReadAllBytes(file)))),
    ];
}
