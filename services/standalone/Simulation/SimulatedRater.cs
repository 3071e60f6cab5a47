using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using PathAlign.Data;
using PathAlign.Feedback.Queueing;
using PathAlign.Imaging;

namespace PathAlign.Standalone.Simulation;

/// <summary>The simulated pathologist at work: a client of the rating API like any other. It knows of an image what the API tells a rater.</summary>
internal sealed class SimulatedRater(HttpClient http, SimulatedPathologist pathologist)
{
    private const int PageSize = 50;
    private static readonly TimeSpan _idle = TimeSpan.FromMilliseconds(300);

    /// <summary>A client with a rater's key.</summary>
    internal static HttpClient Client(Uri server, string key)
    {
        var client = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Rates whatever is queued until cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            using var response = await http.GetAsync($"/api/v1/queue/next?count={PageSize}", cancel);
            if (response.StatusCode == HttpStatusCode.NoContent)
            {
                await Task.Delay(_idle, cancel);
                continue;
            }
            response.EnsureSuccessStatusCode();
            var page = await response.Content.ReadFromJsonAsync<QueuePage>(cancel) ?? throw new HttpRequestException("queue: expected a page, got null");
            foreach (var item in page.Images) await RateAsync(item, cancel);
        }
    }

    private async Task RateAsync(QueueItem item, CancellationToken cancel)
    {
        using var content = await http.GetAsync(item.ContentUrl, cancel);
        if (content.StatusCode == HttpStatusCode.Conflict) return;   // the set was frozen meanwhile
        content.EnsureSuccessStatusCode();
        var tile = Png.Decode(await content.Content.ReadAsByteArrayAsync(cancel), item.ContentUrl);
        var verdict = pathologist.Rate(tile, TissueClasses.Find(item.ClassCode)!.Label, item.Id);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ratings")
        {
            Content = JsonContent.Create(new { imageId = item.Id, verdict = verdict.Plausible ? "plausible" : "implausible", faults = verdict.Faults }),
        };
        request.Headers.Add("Idempotency-Key", item.Id);   // one rating an image: sent twice, it is stored once
        using var answer = await http.SendAsync(request, cancel);
        if (answer.StatusCode != HttpStatusCode.Conflict) answer.EnsureSuccessStatusCode();
    }
}
