using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PathAlign.Bench;

/// <summary>
/// Raters at a cluster whose services are killed and restarted: each sends a rating with one key until it gets an
/// answer.
/// </summary>
internal sealed class SoakRaters
{
    internal const int Raters = 16;
    private const int Handful = 6;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(300);
    private int _failures;

    /// <summary>The ids of accepted ratings, with the status of the answer.</summary>
    internal ConcurrentDictionary<string, HttpStatusCode> Accepted { get; } = new();

    /// <summary>Unexpected answers, such as a conflict.</summary>
    internal ConcurrentDictionary<HttpStatusCode, int> Refused { get; } = new();

    /// <summary>The number of requests that got a server error or no answer and were sent again.</summary>
    internal int Failures => _failures;

    /// <summary>Milliseconds from the first request of a rating to its answer.</summary>
    internal ConcurrentBag<double> Times { get; } = [];

    /// <summary>
    /// All raters rate until stopped, at a total rate or as fast as possible; started ratings are completed.
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
            catch (Exception)   // any error that a killed process causes
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
