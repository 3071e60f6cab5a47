using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback.Erasure;

/// <summary>A small study with a person whose name and remarks can be searched for.</summary>
internal static class Study
{
    internal const string Name = "ottokar-zwiebelfisch", Words = "Zwiebelschalen um jeden Kern",
        Password = "a long password";

    internal static readonly RatingPlan Plan = new() { RatersPerImage = 3, RepeatShare = 0.2, ControlShare = 0.2 };

    internal static async Task<string> PersonAsync(FeedbackHost host)
    {
        await host.Services.GetRequiredService<Accounts>().EnsurePersonAsync("olga", Name, RaterRole.Rater);
        return (await host.Services.GetRequiredService<Accounts>().ReplaceKeyAsync("olga", Name))!;
    }

    /// <summary>Rates up to this many items of what the queue shows.</summary>
    internal static async Task<int> RateAsync(FeedbackHost host, string name, string key, int most = int.MaxValue)
    {
        var rated = 0;
        while (rated < most && await NextAsync(host, key) is { } item)
        {
            var verdict = (rated + name.Length) % 3 == 0 ? "implausible" : "plausible";
            using var answer = await host.RateAsync(
                item, key, $"{name}-{rated}", verdict, remark: name == Name ? Words : null);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            rated++;
        }
        return rated;
    }

    internal static async Task<ErasureRun> EraseAsync(FeedbackHost host, string operatorKey, string name = Name)
    {
        using var asked = await SendAsync(host, HttpMethod.Post, $"/api/v1/accounts/{name}/erase", operatorKey);
        Assert.Equal(202, (int)asked.StatusCode);
        var place = asked.Headers.Location!.OriginalString;
        JsonNode run = null!;
        await Eventually.TrueAsync(
            async () =>
            {
                run = JsonNode.Parse(await (await host.GetAsync(place, operatorKey)).Content.ReadAsStringAsync())!;
                return (bool)run["done"]!;
            },
            "the end of the erasure");
        Assert.Null(run["name"]);
        return new ErasureRun
        {
            Pseudonym = (string)run["pseudonym"]!,
            Who = (string)run["who"]!,
            Done = true,
            Changed = run["changed"]!.AsObject().ToDictionary(c => c.Key, c => (int)c.Value!),
            Mentions = [.. run["mentions"]!.AsArray().Select(m => (string)m!)],
        };
    }

    internal static async Task<RatingManifest> FrozenAsync(FeedbackHost host, FeedbackStores stores)
    {
        var set = await Eventually.SeeAsync(
            async () => (await stores.AllAsync("rating-sets")).FirstOrDefault(s => s.Body["ratingsKey"] is not null));
        return await host.Services.GetRequiredService<IObjectStore>()
            .GetJsonAsync<RatingManifest>((string)set.Body["ratingsKey"]!);
    }

    internal static Task<HttpResponseMessage> SendAsync(
        FeedbackHost host, HttpMethod method, string path, string key)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return host.Client.SendAsync(request);
    }

    private static async Task<string?> NextAsync(FeedbackHost host, string key)
    {
        using var answer = await host.GetAsync("/api/v1/queue/next?count=1", key);
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? null : (string?)JsonNode.Parse(text)!["images"]?.AsArray().FirstOrDefault()?["id"];
    }
}
