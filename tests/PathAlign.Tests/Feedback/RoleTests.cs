using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Who may call what. A route that is missing here fails the last test.</summary>
public sealed class RoleTests
{
    private const string Nobody = "Nobody";

    /// <summary>Method, path, and who is let through.</summary>
    public static TheoryData<string, string, string> Routes => new()
    {
        { "POST", "/api/v1/session", "Nobody Rater Reviewer Operator Service" },
        { "GET", "/api/v1/sign-in", "Nobody Rater Reviewer Operator Service" },
        { "GET", "/api/v1/sign-in/oidc", "Nobody Rater Reviewer Operator Service" },
        { "GET", "/api/v1/session", "Rater Reviewer Operator Service" },
        { "DELETE", "/api/v1/session", "Rater Reviewer Operator Service" },
        { "GET", "/api/v1/queue/next", "Rater Reviewer" },
        { "PUT", "/api/v1/queue/{id}/skip", "Rater Reviewer" },
        { "GET", "/api/v1/images/{id}/content", "Rater Reviewer" },
        { "POST", "/api/v1/ratings", "Rater Reviewer" },
        { "GET", "/api/v1/ratings", "Rater Reviewer" },
        { "GET", "/api/v1/ratings/{id}", "Rater Reviewer" },
        { "POST", "/api/v1/ratings/bulk", "Rater Reviewer" },
        { "POST", "/api/v1/sets/{roundId}/ratings", "Operator Service" },
        { "GET", "/api/v1/study", "Rater Reviewer" },
        { "GET", "/api/v1/study/{setId}", "Rater Reviewer" },
        { "GET", "/api/v1/study/{setId}/progress", "Rater Reviewer" },
        { "GET", "/api/v1/study/{setId}/examples/{number}", "Rater Reviewer" },
        { "GET", "/api/v1/sets/{roundId}", "Operator Service" },
        { "GET", "/api/v1/sets/{roundId}/ratings", "Reviewer Operator Service" },
        { "GET", "/api/v1/accounts", "Operator" },
        { "PUT", "/api/v1/accounts/{name}", "Operator" },
        { "POST", "/api/v1/accounts/{name}/disable", "Operator" },
        { "POST", "/api/v1/accounts/{name}/enable", "Operator" },
        { "POST", "/api/v1/accounts/{name}/key", "Operator" },
        { "DELETE", "/api/v1/accounts/{name}/sessions", "Operator" },
        { "POST", "/api/v1/accounts/{name}/erase", "Operator" },
        { "GET", "/api/v1/erasures/{pseudonym}", "Operator" },
        { "POST", "/api/v1/sweeps", "Operator" },
        { "GET", "/api/v1/sweeps/{id}", "Operator" },
        { "GET", "/api/v1/audit", "Operator" },
        { "GET", "/api/v1/audit/entries", "Operator" },
        { "GET", "/api/v1/agreement", "Reviewer Operator Service" },
        { "GET", "/api/v1/webhooks/deliveries", "Operator Service" },
        { "GET", "/api/v1/openapi.json", "Nobody Rater Reviewer Operator Service" },
        { "POST", "/api/v1/rounds", "Operator Service" },
        { "POST", "/api/v1/studies", "Operator Service" },
        { "GET", "/api/v1/rounds", "Operator Service" },
        { "GET", "/api/v1/rounds/{roundId}/report", "Operator Service" },
        { "GET", "/api/v1/rounds/{roundId}/images", "Operator Service" },
        { "GET", "/api/v1/rounds/{roundId}/changes", "Operator Service" },
        { "GET", "/api/v1/jobs", "Operator Service" },
        { "POST", "/api/v1/jobs/{id}/redrive", "Operator Service" },
        { "POST", "/api/v1/jobs/{id}/cancel", "Operator Service" },
        { "GET", "/api/v1/dead-letters", "Operator Service" },
        { "POST", "/api/v1/dead-letters/{queue}/redrive", "Operator Service" },
        { "POST", "/api/v1/webhooks/deliveries/redrive", "Operator Service" },
        { "GET", "/api/v1/diagnosis", "Operator" },
        { "GET", "/api/v1/champions/{generatorHash}", "Operator Service" },
        { "GET", "/api/v1/champions/{generatorHash}/history", "Operator Service" },
        { "POST", "/api/v1/champions/{generatorHash}", "Operator Service" },
        { "POST", "/api/v1/raters", "Operator" },
        { "POST", "/api/v1/objects/{kind}/{extension}", "Operator Service" },
        { "GET", "/api/v1/objects/{kind}/{prefix}/{name}", "Operator Service" },
        { "HEAD", "/api/v1/objects/{kind}/{prefix}/{name}", "Operator Service" },
    };

    [Fact]
    public async Task Each_role_is_let_through_to_its_own_routes_and_no_other()
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var keys = new Dictionary<string, string?> { [Nobody] = null };
        foreach (var role in Enum.GetValues<RaterRole>())
            keys[role.ToString()] = await host.RegisterAsync(role.ToString().ToLowerInvariant(), role);

        foreach (var (method, path, allowed) in Routes.Select(r => r.Data))
        {
            foreach (var (role, key) in keys)
            {
                var request = new HttpRequestMessage(new HttpMethod(method), Regex.Replace(path, @"\{\w+\}", "0"));
                if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                if (method == "POST") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");

                var status = (int)(await host.Client.SendAsync(request)).StatusCode;

                var expected = allowed.Split(' ').Contains(role) ? 0 : role == Nobody ? 401 : 403;
                Assert.True(
                    expected == 0 ? status is not (401 or 403) : status == expected,
                    $"{role} {method} {path}: expected {(expected == 0 ? "to be let through" : expected)}, got " +
                        $"{status}");
            }
        }
    }

    [Fact]
    public async Task Every_route_of_the_API_is_in_the_table()
    {
        await using var host = await FeedbackHost.StartAsync(new FeedbackStores());

        var routes = host.Endpoints.Where(e => e.Path.StartsWith("/api/", StringComparison.Ordinal))
            .Select(e => $"{e.Method} {e.Path.TrimEnd('/')}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(Routes.Select(r => $"{r.Data.Item1} {r.Data.Item2}").Order(StringComparer.Ordinal), routes);
    }

    [Fact]
    public async Task The_document_says_the_same()
    {
        await using var host = await FeedbackHost.StartAsync(new FeedbackStores());
        var paths = JsonNode.Parse(await host.Client.GetStringAsync("/api/v1/openapi.json"))!["paths"]!.AsObject();

        var said = from path in paths
                   from operation in path.Value!.AsObject()
                   let roles = operation.Value!["x-roles"]?.AsArray()
                       .Select(r => (string)r!)
                       .Order(StringComparer.Ordinal)
                   select $"{operation.Key.ToUpperInvariant()} {path.Key}: " +
                       $"{(roles is null ? "anybody" : string.Join(' ', roles))}";

        Assert.Equal(
            Routes.Select(r => r.Data)
                .Select(r => $"{r.Item1} {r.Item2}: {Said(r.Item3)}")
                .Order(StringComparer.Ordinal),
            said.Order(StringComparer.Ordinal));
    }

    private static string Said(string allowed) =>
        allowed.StartsWith(Nobody, StringComparison.Ordinal)
            ? "anybody"
            : string.Join(' ', allowed.ToLowerInvariant().Split(' ').Order(StringComparer.Ordinal));
}
