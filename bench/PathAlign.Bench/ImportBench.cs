using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Bench;

/// <summary>
/// The memory that an import of 63 MiB of ratings takes, all of which count: how much more is resident at its peak than
/// before, client and server in one process. With the frames of its chunks it is just below the default limit.
/// </summary>
internal static class ImportBench
{
    private const int BodyBytes = 63 << 20, Images = 1000;
    private const double MiB = 1 << 20;

    internal static async Task<int> RunAsync()
    {
        await using var server = await RatingServer.StartAsync(0);
        using var client = await server.RaterAsync("olga", RaterRole.Operator);
        client.Timeout = Timeout.InfiniteTimeSpan;
        await ImportAsync(server, client, "warm", 1 << 20);   // compiles, and fills what is kept anyway
        for (var turn = 1; turn <= 2; turn++) await ImportAsync(server, client, $"turn{turn}", BodyBytes);
        return 0;
    }

    private static async Task ImportAsync(RatingServer server, HttpClient client, string turn, int bytes)
    {
        await server.QueueAsync(turn, Images);
        GC.Collect();
        var (before, stored, clock) = (Resident(), await server.CountAsync(), Stopwatch.StartNew());
        using var content = new Ratings(turn, bytes);
        var answer = client.PostAsync($"/api/v1/sets/{turn}/ratings", content);
        var peak = before;
        while (await Task.WhenAny(answer, Task.Delay(20)) != answer) peak = Math.Max(peak, Resident());
        using var result = await answer;
        if (!result.IsSuccessStatusCode)
            throw new InvalidOperationException(
                $"expected the import to succeed, found {result.StatusCode}: " +
                    await result.Content.ReadAsStringAsync());
        stored = await server.CountAsync() - stored;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bytes / MiB:f0} MiB, {stored} ratings stored: {before / MiB:f0} MiB " +
                    $"resident before, {(peak - before) / MiB:f0} MiB more at the peak, " +
                    $"{clock.Elapsed.TotalSeconds:f0} s"));
    }

    private static double Resident()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    /// <summary>Ratings of all images by ever more raters of another program, as JSON Lines.</summary>
    private sealed class Ratings : HttpContent
    {
        private readonly string _turn;
        private readonly int _bytes;

        internal Ratings(string turn, int bytes)
        {
            (_turn, _bytes) = (turn, bytes);
            Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var frames = new BufferedStream(stream, 1 << 16);
            long written = 0;
            for (var i = 0; ; i++)
            {
                var line = Encoding.UTF8.GetBytes(Line($"{_turn}-{i % Images}", $"rater-{i / Images}"));
                if ((written += line.Length) > _bytes) break;
                await frames.WriteAsync(line);
            }
            await frames.FlushAsync();
        }

        private static string Line(string image, string rater) =>
            $$"""
            {"id":"{{Fingerprint.Of("rating", image, rater)}}","purpose":"training","imageId":"{{image}}",
            "role":"study","rater":"{{rater}}","simulated":false,"revision":0,"verdict":"plausible","plausibility":1,
            "faults":[],"remark":null,"lookedMs":1200,"ratedAt":"2026-11-01T10:00:00+00:00","late":false}
            """.ReplaceLineEndings("") + "\n";

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
