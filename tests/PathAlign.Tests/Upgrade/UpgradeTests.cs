using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Manifests;
using PathAlign.Feedback.Records;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using PathAlign.Web.Audit;
using Xunit;

namespace PathAlign.Tests.Upgrade;

/// <summary>
/// Homes that earlier versions wrote. <c>home-0.2.0.zip</c> was written by the program of version 0.2.0: a round of 18
/// images for two raters with repeats and controls, of which anna rated 11 items and bert 5. Both changed one rating,
/// had signed in by password, and had four more items on the desk. Then the program was stopped.
/// </summary>
public sealed class UpgradeTests : IDisposable
{
    private const string Password = "correct horse battery";
    private static readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_home_that_version_0_2_0_wrote_in_mid_round_loses_nothing_and_is_rated_to_its_end()
    {
        using var home = Unpack("home-0.2.0.zip");
        var before = await RatingsAsync(home);
        Assert.Equal(18, before.Count);
        await using var app = EmbeddedHost.Build(home);
        var (frozen, audit) = await RateToTheEndAsync(app);

        var after = await RatingsAsync(home);
        Assert.All(before, rating => Assert.Equal(rating.Value, after[rating.Key]));
        Assert.Equal(36, frozen.Ratings.Count);   // each image by both raters
        Assert.Equal(
            before.Values.Where(r => r is { Role: "Study", IsLatest: true }).Select(r => r.Id).Order(),
            frozen.Ratings.Select(r => r.Id).Intersect(before.Keys).Order());
        Assert.Equal(frozen.Ratings.Count, frozen.Ratings.Select(r => (r.ImageId, r.Rater)).Distinct().Count());
        Assert.Null(audit.Fault);
        using var documents = SqliteDocumentStore.OpenToRead(home.Documents);
        Assert.Equal(SchemaVersion.Current, await new SchemaVersion(documents).StoredAsync(_cancel));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(RatingManifest Frozen, AuditReport Audit)> RateToTheEndAsync(WebApplication app)
    {
        await app.StartAsync(_cancel);
        try
        {
            var (anna, bert) = (await SignInAsync(app, "anna"), await SignInAsync(app, "bert"));
            Assert.Equal((12, 6), (await OwnAsync(anna), await OwnAsync(bert)));
            await RateAllAsync(anna);
            await RateAllAsync(bert);
            return (
                await FrozenAsync(app),
                await app.Services.GetRequiredService<AuditLog>().VerifyAsync(cancel: _cancel));
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);   // without a stop, disposing hangs in MassTransit
        }
    }

    private Home Unpack(string name)
    {
        using var stream = typeof(UpgradeTests).Assembly.GetManifestResourceStream($"PathAlign.Tests.Upgrade.{name}")!;
        ZipFile.ExtractToDirectory(stream, _folder.At("home"));
        return new Home(_folder.At("home"));
    }

    /// <summary>The stored ratings, without what a later version adds.</summary>
    private static async Task<IReadOnlyDictionary<string, Kept>> RatingsAsync(Home home)
    {
        using var documents = SqliteDocumentStore.OpenToRead(home.Documents);
        var found = (await documents.QueryAsync("ratings", new DocumentQuery([], PageSize: 1000), _cancel)).Documents;
        var latest = found.GroupBy(d => ((string)d.Body["imageId"]!, (string)d.Body["rater"]!))
            .Select(of => of.MaxBy(d => (int?)d.Body["revision"] ?? 0)!.Id)
            .ToHashSet();
        return found.ToDictionary(
            d => d.Id,
            d => new Kept(
                d.Id,
                (string?)d.Body["role"] ?? "Study",
                latest.Contains(d.Id),
                string.Join(
                    ' ',
                    new[] { "setId", "imageId", "rater", "revision", "verdict", "faults", "remark", "ratedAt" }
                        .Select(field => d.Body[field]?.ToJsonString()))));
    }

    private static async Task<HttpClient> SignInAsync(WebApplication app, string name)
    {
        var http = new HttpClient(new HttpClientHandler()) { BaseAddress = new Uri(app.Urls.First()) };
        using var answer = await http.PostAsJsonAsync("/api/v1/session", new { name, password = Password }, _cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var session = JsonNode.Parse(await answer.Content.ReadAsStringAsync(_cancel))!;
        http.DefaultRequestHeaders.Add("X-CSRF-Token", (string)session["csrfToken"]!);
        return http;
    }

    private static async Task<int> OwnAsync(HttpClient http) =>
        (await http.GetFromJsonAsync<JsonNode>("/api/v1/ratings?count=100", _cancel))!["ratings"]!.AsArray().Count;

    private static async Task RateAllAsync(HttpClient http)
    {
        while (true)
        {
            using var page = await http.GetAsync("/api/v1/queue/next?count=1", _cancel);
            if (page.StatusCode == HttpStatusCode.NoContent) return;
            var item = JsonNode.Parse(await page.Content.ReadAsStringAsync(_cancel))!["images"]![0]!;
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync((string)item["contentUrl"]!, _cancel)).StatusCode);
            using var rating = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ratings")
            {
                Content = JsonContent.Create(new { imageId = (string)item["id"]!, verdict = "plausible" }),
            };
            rating.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            using var answer = await http.SendAsync(rating, _cancel);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(_cancel));
        }
    }

    private static async Task<RatingManifest> FrozenAsync(WebApplication app)
    {
        var sets = new FeedbackCollections(app.Services.GetRequiredService<IDocumentStore>()).Sets;
        var set = await Eventually.SeeAsync(
            async () => (await sets.FirstAsync([], _cancel))?.Value is { RatingsKey: { } key } ? key : null,
            "the frozen set");
        return await app.Services.GetRequiredService<IObjectStore>().GetJsonAsync<RatingManifest>(set, _cancel);
    }

    private sealed record Kept(string Id, string Role, bool IsLatest, string Content);
}
