using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PathAlign.Bench;

/// <summary>
/// Raters at a cluster whose services come and go: each sends a rating under one key until it is answered.
/// </summary>
internal sealed class SoakRaters
{
    internal const int Raters = 16;
    private const int Handful = 6;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(300);
    private int _failures;

    /// <summary>Ids of the ratings that the API said are stored, with how it said so.</summary>
    internal ConcurrentDictionary<string, HttpStatusCode> Accepted { get; } = new();

    /// <summary>Answers that no rater should get, such as a conflict.</summary>
    internal ConcurrentDictionary<HttpStatusCode, int> Refused { get; } = new();

    /// <summary>Requests that were answered by an error of the server or not at all, and sent again.</summary>
    internal int Failures => _failures;

    /// <summary>Milliseconds that a rating took from its first request to its answer.</summary>
    internal ConcurrentBag<double> Times { get; } = [];

    /// <summary>
    /// All rate, at so many ratings a second together or as fast as they can, until told to stop; what was begun is
    /// ended.
    /// </summary>
    internal Task RunAsync(IReadOnlyList<HttpClient> clients, double? perSecond, CancellationToken stop)
    {
        var pace = TimeSpan.FromSeconds(perSecond is { } rate ? clients.Count / rate : 0);
        return Task.WhenAll(
            clients.Select(
                (client, i) =>
                    Task.Run(
                        () => RateAsync(client, pace, pace * ((double)i / clients.Count), stop),
                        CancellationToken.None)));
    }

    /// <summary>Tries again until it succeeds: services are being killed.</summary>
    internal static async Task UntilDoneAsync(Func<Task> act)
    {
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception)   // whatever a killed process makes of it
            {
                await Task.Delay(_pause);
            }
        }
    }

    private async Task RateAsync(HttpClient client, TimeSpan pace, TimeSpan start, CancellationToken stop)
    {
        var waiting = new Queue<string>();
        await Task.Delay(start, CancellationToken.None);
        for (var due = Stopwatch.GetTimestamp(); !stop.IsCancellationRequested;)
        {
            if (waiting.Count == 0) await PullAsync(client, waiting);
            if (waiting.Count == 0) continue;
            var early = pace - Stopwatch.GetElapsedTime(due);
            if (early > TimeSpan.Zero) await Task.Delay(early, CancellationToken.None);
            due = Stopwatch.GetTimestamp();
            await SendAsync(client, waiting.Dequeue());
        }
    }

    private async Task PullAsync(HttpClient client, Queue<string> waiting)
    {
        try
        {
            using var page = await client.GetAsync($"/api/v1/queue/next?count={Handful}");
            if (page.StatusCode == HttpStatusCode.OK)
            {
                foreach (var item in (await page.Content.ReadFromJsonAsync<JsonNode>())!["images"]!.AsArray())
                    waiting.Enqueue((string)item!["id"]!);
                return;
            }
            if ((int)page.StatusCode >= 500) Interlocked.Increment(ref _failures);
            else if (page.StatusCode != HttpStatusCode.NoContent)
                Refused.AddOrUpdate(page.StatusCode, 1, (_, times) => times + 1);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            Interlocked.Increment(ref _failures);
        }
        await Task.Delay(_pause);
    }

    private async Task SendAsync(HttpClient client, string imageId)
    {
        var (key, began) = (Guid.NewGuid().ToString(), Stopwatch.GetTimestamp());
        await UntilDoneAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ratings")
            {
                Content = JsonContent.Create(new { imageId, verdict = "plausible", faults = Array.Empty<string>() }),
            };
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await AnsweredAsync(() => client.SendAsync(request));
            if (answer.IsSuccessStatusCode)
                Accepted[(string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["id"]!] = answer.StatusCode;
            else Refused.AddOrUpdate(answer.StatusCode, 1, (_, times) => times + 1);
        });
        Times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private async Task<HttpResponseMessage> AnsweredAsync(Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            var answer = await send();
            if ((int)answer.StatusCode >= 500) throw new HttpRequestException($"{(int)answer.StatusCode}");
            return answer;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            Interlocked.Increment(ref _failures);
            throw;
        }
    }
}
