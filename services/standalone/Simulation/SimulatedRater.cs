using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Records;
using PathAlign.Imaging;

namespace PathAlign.Standalone.Simulation;

/// <summary>
/// Runs the simulated pathologist as a normal client of the rating API. It knows only what the API tells a rater.
/// </summary>
internal sealed class SimulatedRater(HttpClient http, SimulatedPathologist pathologist, DatasetDescription dataset)
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

    /// <summary>Rates all queued images until cancelled.</summary>
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
            var page = await response.Content.ReadFromJsonAsync<QueuePage>(cancel)
                ?? throw new HttpRequestException("queue: expected a page, got null");
            foreach (var item in page.Images) await RateAsync(item, cancel);
        }
    }

    private async Task RateAsync(QueueItem item, CancellationToken cancel)
    {
        var (label, left) = (dataset.LabelOf(item.ClassCode)!.Value, await TileAsync(item.ContentUrl, cancel));
        var right = item.RightContentUrl is { } url ? await TileAsync(url, cancel) : null;
        // the set was frozen in the meantime
        if (left is null || (item.RightContentUrl is not null && right is null)) return;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ratings")
        {
            Content = JsonContent.Create(Verdict(item.Id, label, left, right)),
        };
        request.Headers.Add("Idempotency-Key", item.Id);   // one rating per image: a repeated request is stored once
        using var answer = await http.SendAsync(request, cancel);
        if (answer.StatusCode != HttpStatusCode.Conflict) answer.EnsureSuccessStatusCode();
    }

    private object Verdict(string id, int label, RgbImage left, RgbImage? right)
    {
        if (right is not null)
            return new
            {
                imageId = id,
                verdict = pathologist.Compare(left, right, label, id) switch
                {
                    < 0 => "left",
                    > 0 => "right",
                    _ => "alike",
                },
            };
        var verdict = pathologist.Rate(left, label, id);
        return new { imageId = id, verdict = verdict.Plausible ? "plausible" : "implausible", faults = verdict.Faults };
    }

    private async Task<RgbImage?> TileAsync(string address, CancellationToken cancel)
    {
        using var content = await http.GetAsync(address, cancel);
        if (content.StatusCode == HttpStatusCode.Conflict) return null;
        content.EnsureSuccessStatusCode();
        return Png.Decode(await content.Content.ReadAsByteArrayAsync(cancel), address);
    }
}
