using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;

namespace PathAlign.Bench;

/// <summary>
/// Raters at the feedback service, over SQLite and files, client and server in one process: first as fast as they can, beside
/// the same requests to an empty endpoint and durable single inserts into the bare document store; then many at once at a
/// person's pace.
/// </summary>
internal static class RatingBench
{
    private const int Fast = 16, FastRatings = 4000, Present = 200, PresentRatings = 20, Handful = 6, Rounds = 3;
    private static readonly TimeSpan _pace = TimeSpan.FromSeconds(2);

    internal static async Task<int> RunAsync()
    {
        var (first, firstCpu) = await AcceptedAsync();   // much of it is compiling, which a service does once
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the first {FastRatings} of a process: {first:f0} ratings/s accepted, {firstCpu:f2} ms of processor time each"));
        var (accepted, cpu, http, bare, single) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)   // in turns: the machine's other load meets all
        {
            var (perSecond, milliseconds) = await AcceptedAsync();
            accepted.Add(perSecond);
            cpu.Add(milliseconds);
            http.Add(await BareHttp.PerSecondAsync(Fast, FastRatings, () => Rating("round-bench-0")));
            bare.Add(await BareAsync(Fast));
            single.Add(await BareAsync(1));
        }
        var ratings = Figures.Median(accepted);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median of {Rounds} turns: {ratings:f0} ratings/s accepted, {Figures.Median(cpu):f2} ms of processor time each, clients included; {Figures.Median(http):f0} requests/s to an empty endpoint by the same clients ({ratings / Figures.Median(http):p0}); durable inserts/s into the bare store: {Figures.Median(bare):f0} by {Fast} writers at once ({ratings / Figures.Median(bare):p0}), {Figures.Median(single):f0} by one after another ({ratings / Figures.Median(single):p0})"));
        return await PacedAsync();
    }

    /// <summary>Ratings accepted per second, each with its request for the next images, and what one takes of the processor.</summary>
    private static async Task<(double PerSecond, double Milliseconds)> AcceptedAsync()
    {
        await using var server = await RatingServer.StartAsync(FastRatings);
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var seen = await RateAllAsync(server, Fast, FastRatings / Fast, TimeSpan.Zero);
        var (seconds, taken) = (clock.Elapsed.TotalSeconds, Environment.CpuUsage.TotalTime - cpu);
        Report($"{Fast} raters as fast as they can", seen);
        var ratings = await server.CountAsync();
        return (ratings / seconds, taken.TotalMilliseconds / ratings);
    }

    /// <summary>The same documents, each durable by itself, without anything around the store.</summary>
    private static async Task<double> BareAsync(int writers)
    {
        var body = await RatingServer.SampleAsync();
        var folder = Directory.CreateTempSubdirectory("pathalign-bench").FullName;
        var clock = new Stopwatch();
        using (var store = new SqliteDocumentStore(Path.Combine(folder, "documents.db")))
        {
            await store.EnsureAsync(new CollectionSpec("ratings"));
            clock.Start();
            await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
            {
                for (var i = 0; i < FastRatings / writers; i++) await store.InsertAsync("ratings", $"{writer}-{i}", body.DeepClone().AsObject());
            })));
            clock.Stop();
        }
        Directory.Delete(folder, recursive: true);
        return FastRatings / clock.Elapsed.TotalSeconds;
    }

    private static async Task<int> PacedAsync()
    {
        const int Images = Present * PresentRatings;
        await using var server = await RatingServer.StartAsync(Images);
        var seen = await RateAllAsync(server, Present, PresentRatings, _pace);
        Report(string.Create(CultureInfo.InvariantCulture, $"{Present} raters at once, a rating every {_pace.TotalSeconds:f0} s each"), seen);
        var clashes = seen.Count(s => s.Status == HttpStatusCode.Conflict);
        var (stored, images) = (await server.CountAsync(), await server.ImagesAsync());
        Console.WriteLine($"{stored} ratings of {images} images, {clashes} clashes");
        return stored == Images && images == Images && clashes == 0 ? 0 : 1;
    }

    private static async Task<IReadOnlyCollection<Seen>> RateAllAsync(RatingServer server, int raters, int ratings, TimeSpan pace)
    {
        var seen = new ConcurrentBag<Seen>();
        var clients = new List<HttpClient>();
        for (var i = 0; i < raters; i++) clients.Add(await server.RaterAsync($"rater-{i}"));
        await Task.WhenAll(clients.Select((client, i) => Task.Run(async () =>
        {
            await Task.Delay(pace * ((double)i / raters));   // nobody sits down at the same moment
            await RateAsync(client, ratings, pace, seen);
            client.Dispose();
        })));
        return seen;
    }

    private static async Task RateAsync(HttpClient client, int ratings, TimeSpan pace, ConcurrentBag<Seen> seen)
    {
        var waiting = new Queue<string>();
        for (var i = 0; i < ratings; i++)
        {
            if (waiting.Count == 0)
            {
                using var page = await TimedAsync(seen, "GET next", () => client.GetAsync($"/api/v1/queue/next?count={Math.Min(Handful, ratings - i)}"));
                if (page.StatusCode == HttpStatusCode.NoContent) return;   // others have what is left
                foreach (var item in (await page.Content.ReadFromJsonAsync<JsonNode>())!["images"]!.AsArray()) waiting.Enqueue((string)item!["id"]!);
            }
            await Task.Delay(pace);
            using var request = Rating(waiting.Dequeue());
            (await TimedAsync(seen, "POST rating", () => client.SendAsync(request))).Dispose();
        }
    }

    private static HttpRequestMessage Rating(string imageId)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ratings") { Content = JsonContent.Create(new { imageId, verdict = "rather-plausible", faults = new[] { "chromatin" } }) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return request;
    }

    private static async Task<HttpResponseMessage> TimedAsync(ConcurrentBag<Seen> seen, string what, Func<Task<HttpResponseMessage>> send)
    {
        var clock = Stopwatch.GetTimestamp();
        var answer = await send();
        seen.Add(new Seen(what, Stopwatch.GetElapsedTime(clock).TotalMilliseconds, answer.StatusCode));
        return answer;
    }

    private static void Report(string who, IReadOnlyCollection<Seen> seen)
    {
        foreach (var group in seen.GroupBy(s => s.What).OrderBy(g => g.Key))
        {
            var times = group.Select(s => s.Milliseconds).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{who}: {group.Key,-12} n={times.Count}, p50 {Figures.Median(times):f1} ms, p99 {Figures.Quantile(times, 0.99):f1} ms, not 2xx: {group.Count(s => (int)s.Status >= 300)}"));
        }
    }

    private sealed record Seen(string What, double Milliseconds, HttpStatusCode Status);
}
