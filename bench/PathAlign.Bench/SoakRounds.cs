using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MassTransit;
using PathAlign.Contracts;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Imaging;

namespace PathAlign.Bench;

/// <summary>
/// Queues round after round for rating on a cluster, always some ahead of the raters. The plans' models do not exist,
/// so training on a frozen set is parked.
/// </summary>
internal sealed class SoakRounds(HttpClient operations, IBus bus, SoakRaters raters)
{
    internal const int Images = 1000, Ahead = 3;

    /// <summary>The number of requested rounds.</summary>
    internal int Asked { get; private set; }

    /// <summary>Queues rounds until stopped.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (Asked * Images < raters.Accepted.Count + (Ahead * Images)) await SoakRaters.UntilDoneAsync(AskAsync);
            else await Task.Delay(1000, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync()
    {
        var round = $"soak-{Asked + 1}";
        var image = await PutAsync(
            "images", "png", Png.Encode(RgbImage.Filled(28, 28, 200, 80, 120), new Dictionary<string, string>()));
        var plan = new RoundPlan
        {
            RoundId = round,
            Data = RoundPlan.Phantom,
            GeneratorKey = "generator",
            FilterKey = "filter",
            JudgeKey = "judge",
        };
        var manifest = new ImageManifest
        {
            RoundId = round,
            Images =
            [
                .. Enumerable.Range(0, Images)
                    .Select(i => new ImageEntry { Id = $"{round}-{i}", Key = image, Label = i % 9, Index = i })
            ],
        };
        var generated = new ImagesGenerated
        {
            RoundId = round,
            PlanKey = await PutAsync("plans", "json", Json(plan)),
            Purpose = ImagePurpose.Training,
            ImagesKey = await PutAsync("manifests", "json", Json(manifest)),
            Count = Images,
        };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await bus.Publish(generated, limit.Token);   // repeated if the confirmation was lost: that changes nothing
        Asked++;
    }

    private async Task<string> PutAsync(string kind, string extension, byte[] content)
    {
        using var answer = await operations.PostAsync(
            $"/api/v1/objects/{kind}/{extension}", new ByteArrayContent(content));
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["key"]!;
    }

    private static byte[] Json<T>(T value) =>
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value, ContractJson.Options);
}
