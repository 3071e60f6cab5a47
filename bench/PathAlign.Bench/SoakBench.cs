using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PathAlign.Messaging;
using PathAlign.Storage.Documents;

namespace PathAlign.Bench;

/// <summary>
/// Runs the local cluster for some minutes: measures its maximum rate of ratings, then sends half of that while one
/// process is killed every minute, or none, to observe the memory of long-running processes. At the end, accepted,
/// stored, counted, frozen and announced ratings must be exactly the same.
/// </summary>
internal static class SoakBench
{
    private const int Seed = 1, MeasureSeconds = 30, Windows = 6;

    internal static async Task<int> RunAsync(double minutes, bool undisturbed)
    {
        var folder = Directory.CreateTempSubdirectory("pathalign-soak").FullName;
        var cluster = new BenchCluster(Path.Combine(folder, "cluster"));
        var same = false;
        try
        {
            cluster.Up();
            using var listener = await BenchBroker.JoinAsync(
                cluster.Broker,
                folder,
                services =>
                    services.AddSingleton<EventTally>()
                        .AddStage("soak", stage => stage.Consume<CountRatingConsumer>("count-rating")));
            using var operations = Client(cluster, cluster.Secret("Feedback__OperatorKey"));
            var (raters, faults) = (new SoakRaters(), new SoakFaults(cluster, undisturbed ? null : Seed));
            var rounds = new SoakRounds(operations, listener.Services.GetRequiredService<IBus>(), raters);
            var clients = new List<HttpClient>();
            for (var i = 0; i < SoakRaters.Raters; i++)
                clients.Add(Client(cluster, await RegisterAsync(operations, $"rater-{i}")));

            using var stop = new CancellationTokenSource();
            var asking = rounds.RunAsync(stop.Token);
            using (var measured = new CancellationTokenSource(TimeSpan.FromSeconds(MeasureSeconds + 10)))
                // meanwhile the first rounds are queued and all processes warm up
                await raters.RunAsync(clients, null, measured.Token);
            var before = raters.Accepted.Count;
            using (var measured = new CancellationTokenSource(TimeSpan.FromSeconds(MeasureSeconds)))
                await raters.RunAsync(clients, null, measured.Token);
            var load = (raters.Accepted.Count - before) / (double)MeasureSeconds;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{load:f1} ratings/s accepted in {MeasureSeconds} s; half of that for {minutes} minutes"));
            raters.Times.Clear();

            using (var time = new CancellationTokenSource(TimeSpan.FromMinutes(minutes)))
                await Task.WhenAll(raters.RunAsync(clients, load / 2, time.Token), faults.RunAsync(time.Token));
            await stop.CancelAsync();
            await asking;
            same = await AgreeAsync(cluster, raters, listener.Services.GetRequiredService<EventTally>())
                && faults.Failures.Count == 0;
            foreach (var failure in faults.Failures) Console.WriteLine(failure);
            Report(raters, faults, rounds, minutes);
            await listener.StopAsync();
            return same ? 0 : 1;
        }
        finally
        {
            cluster.Down();
            if (same) Directory.Delete(folder, recursive: true);
            else Console.Error.WriteLine($"left for a look: {folder}");
        }
    }

    /// <summary>Waits for events in transit, then compares the counts of all sides.</summary>
    private static async Task<bool> AgreeAsync(BenchCluster cluster, SoakRaters raters, EventTally tally)
    {
        await tally.ReachesAsync(raters.Accepted.Count);
        using var documents = new SqliteDocumentStore(cluster.Documents);
        for (
            var tries = 0; tries < 60
                && await documents.CountAsync("ratings", [Condition.Is("announced", false)]) > 0; tries++)
            await Task.Delay(1000);
        var (stored, late, sets, frozen) = (new HashSet<string>(), 0, new Dictionary<string, int>(), 0);
        await foreach (var rating in AllAsync(documents, "ratings"))
        {
            stored.Add(rating.Id);
            if ((bool)rating.Body["late"]!) late++;
            var set = (string)rating.Body["setId"]!;
            sets[set] = sets.GetValueOrDefault(set) + 1;
        }
        var frozenDiffers = 0;
        await foreach (var set in AllAsync(documents, "rating-sets"))
            if (
                set.Body["quorum"] is { } quorum
                    && ++frozen > 0
                    && (int)quorum["count"]! != sets.GetValueOrDefault(set.Id))
                frozenDiffers++;
        var counted = await documents.CountAsync("images", [Condition.Is("state", "Rated")]);
        var unannounced = await documents.CountAsync("ratings", [Condition.Is("announced", false)]);
        var (accepted, heard) = (raters.Accepted.Keys.ToHashSet(), tally.Heard.ToHashSet());
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"accepted {accepted.Count}, stored {stored.Count}, images counted {counted}, events {heard.Count} " +
                    $"({tally.Deliveries} deliveries), frozen sets {frozen}"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"accepted and not stored {accepted.Except(stored).Count()}, stored and not accepted " +
                    $"{stored.Except(accepted).Count()}, without an event {stored.Except(heard).Count()}, events " +
                    $"without a rating {heard.Except(stored).Count()}, late {late}, not announced {unannounced}, " +
                    $"frozen sets of another count {frozenDiffers}"));
        return accepted.SetEquals(stored)
            && stored.SetEquals(heard)
            && counted == stored.Count
            && late == 0
            && unannounced == 0
            && frozenDiffers == 0;
    }

    private static void Report(SoakRaters raters, SoakFaults faults, SoakRounds rounds, double minutes)
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{faults.Kills.Count} kills, {rounds.Asked} rounds of {SoakRounds.Images} images, {raters.Failures} " +
                    $"requests sent again, {raters.Accepted.Count(a => a.Value == HttpStatusCode.OK)} ratings found " +
                    $"stored by a repeat, refused: " +
                    $"{string.Join(
                        ", ", raters.Refused.Select(r => $"{(int)r.Key}: {r.Value}").DefaultIfEmpty("none"))}"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"rating to answer: n={raters.Times.Count}, p50 {Figures.Median(raters.Times):f0} ms, p99 " +
                    $"{Figures.Quantile(raters.Times, 0.99):f0} ms, longest {raters.Times.Max() / 1000:f1} s"));
        var width = minutes / Windows;
        Console.WriteLine(
            $"{"",-12}{"kills",6}{"back after",12}   MiB, median of each " +
                $"{width.ToString("f1", CultureInfo.InvariantCulture)} minutes");
        foreach (var name in SoakFaults.Names)
        {
            var kills = faults.Kills.Where(k => k.Name == name).Select(k => k.Seconds).ToList();
            var windows = Enumerable.Range(0, Windows).Select(
                w =>
                    faults.Memory.Where(m => m.Name == name && (int)(m.Minute / width) == w)
                        .Select(m => m.Megabytes)
                        .ToList());
            var back = kills.Count == 0
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $"{Figures.Median(kills):f1} s");
            var memory = windows.Select(
                w => w.Count == 0
                    ? $"{"-",7}"
                    : string.Create(CultureInfo.InvariantCulture, $"{Figures.Median(w),7:f0}"));
            Console.WriteLine($"{name,-12}{kills.Count,6}{back,12}   {string.Concat(memory)}");
        }
    }

    private static async IAsyncEnumerable<Document> AllAsync(IDocumentStore documents, string collection)
    {
        for (DocumentQuery? query = new([], PageSize: 1000); query is not null;)
        {
            var page = await documents.QueryAsync(collection, query);
            foreach (var document in page.Documents) yield return document;
            query = page.Next is null ? null : query with { After = page.Next };
        }
    }

    private static HttpClient Client(BenchCluster cluster, string key)
    {
        var client = new HttpClient { BaseAddress = cluster.Api, Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static async Task<string> RegisterAsync(HttpClient operations, string name)
    {
        using var answer = await operations.PostAsync(
            "/api/v1/raters", JsonContent.Create(new { name, role = "rater", kind = "simulated" }));
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["key"]!;
    }
}
