using System.Globalization;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;

namespace PathAlign.Bench;

/// <summary>
/// Measures raters at the feedback service over SQLite and files, with client and server in one process. First they
/// rate as fast as possible, with single and bulk requests, compared with the same requests to an empty endpoint and
/// with durable single inserts into the bare document store. Then many rate in parallel at a person's pace.
/// </summary>
internal static class RatingBench
{
    private const int Fast =
        16, FastRatings = 4000, Present = 200, PresentRatings = 20, Handful = 6, Together = 24, Rounds = 3;
    private static readonly TimeSpan _pace = TimeSpan.FromSeconds(2);

    internal static async Task<int> RunAsync()
    {
        // includes JIT compilation, which happens once per process
        var (first, firstCpu) = await AcceptedAsync(Handful, RateAsync);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the first {FastRatings} of a process: {first:f0} ratings/s accepted, {firstCpu:f2} ms of processor " +
                    $"time each"));
        for (var i = 0; i < 2; i++) await AcceptedAsync(Together, RateTogetherAsync);
        var (alone, together, http, bare, single) = (
            new List<Load>(), new List<Load>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)   // in turns, so that other load on the machine affects all
        {
            alone.Add(await AcceptedAsync(Handful, RateAsync));
            together.Add(await AcceptedAsync(Together, RateTogetherAsync));
            http.Add(await BareHttp.PerSecondAsync(Fast, FastRatings, () => Rating("round-bench-0")));
            bare.Add(await BareAsync(Fast));
            single.Add(await BareAsync(1));
        }
        var (inserts, one) = (Figures.Median(bare), Figures.Median(single));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"median of {Rounds} turns: durable inserts/s into the bare store: {inserts:f0} by {Fast} writers at " +
                    $"once, {one:f0} by one after another; {Figures.Median(http):f0} requests/s to an empty endpoint " +
                    $"by the same clients"));
        foreach (var (what, loads) in new[] { ("a request each", alone), ($"{Together} in a request", together) })
        {
            var ratings = Figures.Median([.. loads.Select(load => load.PerSecond)]);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"ratings accepted, {what}: {ratings:f0}/s, {ratings / inserts:p0} of the inserts by {Fast} and " +
                        $"{ratings / one:p0} of those by one; " +
                        $"{Figures.Median([.. loads.Select(load => load.Milliseconds)]):f2} ms of processor time " +
                        $"each, clients included"));
        }
        return await PacedAsync();
    }

    /// <summary>
    /// The processor time of a rating, turn by turn, after as many turns to warm up: to compare two versions that run
    /// at the same time. One server takes all turns: what it compiles when it starts is not the cost of a rating.
    /// </summary>
    internal static async Task<int> TurnsAsync(int turns)
    {
        var ratings = 4 * turns * FastRatings;
        await using var server = await RatingServer.StartAsync(ratings + 1);   // the set is never frozen
        for (var turn = -turns; turn < turns; turn++)
        {
            var alone = await ProcessorTimeAsync(server, $"alone{turn}", Handful, RateAsync);
            var together = await ProcessorTimeAsync(server, $"together{turn}", Together, RateTogetherAsync);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(turn < 0 ? "warm-up" : $"turn {turn + 1}")}: {alone:f3} ms of processor time each, " +
                        $"{together:f3} ms each with {Together} in a request"));
        }
        return await server.CountAsync() == ratings ? 0 : 1;
    }

    private static async Task<double> ProcessorTimeAsync(RatingServer server, string raters, int images, Rate rate)
    {
        var before = Environment.CpuUsage.TotalTime;
        await RateAllAsync(server, Fast, FastRatings / Fast, images, TimeSpan.Zero, rate, raters);
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / FastRatings;
    }

    /// <summary>
    /// Accepted ratings per second, including the requests for the next images, and the processor time of one rating.
    /// </summary>
    private static async Task<Load> AcceptedAsync(int images, Rate rate)
    {
        await using var server = await RatingServer.StartAsync(FastRatings);
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var seen = await RateAllAsync(server, Fast, FastRatings / Fast, images, TimeSpan.Zero, rate);
        var (seconds, taken) = (clock.Elapsed.TotalSeconds, Environment.CpuUsage.TotalTime - cpu);
        Report($"{Fast} raters as fast as they can", seen);
        var ratings = await server.CountAsync();
        return new(ratings / seconds, taken.TotalMilliseconds / ratings);
    }

    /// <summary>Inserts the same documents into the bare store, each durably.</summary>
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
                for (var i = 0; i < FastRatings / writers; i++)
                    await store.InsertAsync("ratings", $"{writer}-{i}", body.DeepClone().AsObject());
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
        var seen = await RateAllAsync(server, Present, PresentRatings, Handful, _pace, RateAsync);
        Report(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Present} raters at once, a rating every {_pace.TotalSeconds:f0} s each"),
            seen);
        var clashes = seen.Count(s => s.Status == HttpStatusCode.Conflict);
        var (stored, images) = (await server.CountAsync(), await server.ImagesAsync());
        Console.WriteLine($"{stored} ratings of {images} images, {clashes} clashes");
        return stored == Images && images == Images && clashes == 0 ? 0 : 1;
    }

    private static async Task<IReadOnlyCollection<Seen>> RateAllAsync(
        RatingServer server,
        int raters,
        int ratings,
        int images,
        TimeSpan pace,
        Rate rate,
        string name = "rater")
    {
        var seen = new ConcurrentBag<Seen>();
        var clients = new List<HttpClient>();
        for (var i = 0; i < raters; i++) clients.Add(await server.RaterAsync($"{name}-{i}"));
        await Task.WhenAll(clients.Select((client, i) => Task.Run(async () =>
        {
            await Task.Delay(pace * ((double)i / raters));   // raters do not start at the same moment
            for (var left = ratings; left > 0;)
            {
                var page = await NextAsync(client, Math.Min(images, left), seen);
                if (page.Count == 0) break;   // other raters have the remaining images
                await rate(client, page, pace, seen);
                left -= page.Count;
            }
            client.Dispose();
        })));
        return seen;
    }

    private static async Task<IReadOnlyList<string>> NextAsync(HttpClient client, int count, ConcurrentBag<Seen> seen)
    {
        using var page = await TimedAsync(seen, "GET next", () => client.GetAsync($"/api/v1/queue/next?count={count}"));
        return page.StatusCode == HttpStatusCode.NoContent
            ? []
            :
            [
                .. (await page.Content.ReadFromJsonAsync<JsonNode>())!["images"]!.AsArray()
                    .Select(item => (string)item!["id"]!)
            ];
    }

    private static async Task RateAsync(
        HttpClient client, IReadOnlyList<string> images, TimeSpan pace, ConcurrentBag<Seen> seen)
    {
        foreach (var image in images)
        {
            await Task.Delay(pace);
            using var request = Rating(image);
            (await TimedAsync(seen, "POST rating", () => client.SendAsync(request))).Dispose();
        }
    }

    private static async Task RateTogetherAsync(
        HttpClient client, IReadOnlyList<string> images, TimeSpan pace, ConcurrentBag<Seen> seen)
    {
        await Task.Delay(pace * images.Count);
        using var content = new StringContent(
            string.Join(
                '\n',
                images.Select(
                    image =>
                        JsonSerializer.Serialize(new { idempotencyKey = Guid.NewGuid(), rating = Verdict(image) }))),
            Encoding.UTF8,
            "application/x-ndjson");
        (await TimedAsync(seen, "POST bulk", () => client.PostAsync("/api/v1/ratings/bulk", content))).Dispose();
    }

    private static object Verdict(string imageId) =>
        new { imageId, verdict = "rather-plausible", faults = new[] { "chromatin" } };

    private static HttpRequestMessage Rating(string imageId)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ratings")
        {
            Content = JsonContent.Create(Verdict(imageId)),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return request;
    }

    private static async Task<HttpResponseMessage> TimedAsync(
        ConcurrentBag<Seen> seen, string what, Func<Task<HttpResponseMessage>> send)
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
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{who}: {group.Key,-12} n={times.Count}, p50 {Figures.Median(times):f1} ms, p99 " +
                        $"{Figures.Quantile(times, 0.99):f1} ms, not 2xx: {group.Count(s => (int)s.Status >= 300)}"));
        }
    }


    /// <summary>How a rater rates a page of images.</summary>
    private delegate Task Rate(
        HttpClient client, IReadOnlyList<string> images, TimeSpan pace, ConcurrentBag<Seen> seen);

    private sealed record Load(double PerSecond, double Milliseconds);

    private sealed record Seen(string What, double Milliseconds, HttpStatusCode Status);
}
