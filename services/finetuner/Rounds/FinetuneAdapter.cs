using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Finetuner.Objectives;
using PathAlign.Finetuner.Training;
using PathAlign.Messaging.Jobs;
using PathAlign.Models.Compute;
using PathAlign.Models.Reward;
using PathAlign.Rounds;
using PathAlign.Rounds.Networks;
using PathAlign.Sampling;
using PathAlign.Storage.Objects;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Finetuner.Rounds;

/// <summary>Finetunes the generator with a reward model, and announces the adapter with its lineage.</summary>
public sealed class FinetuneAdapter(
    IObjectStore objects, RoundInputs inputs, RoundNetworks networks) : IJobHandler<RewardModelTrained>
{
    private const int ScoreBatch = 64;

    /// <inheritdoc/>
    public bool Accepts(RewardModelTrained input) => !input.Study;

    /// <inheritdoc/>
    public async Task<JobOutcome> RunAsync(RewardModelTrained input, JobContext context, CancellationToken cancel)
    {
        var plan = await inputs.PlanAsync(input.PlanKey, cancel);
        var real = (await inputs.DataAsync(plan, cancel)).Train;
        var tiles = await inputs.TilesAsync((await inputs.ImagesAsync(input.ImagesKey, cancel)).Images, cancel);
        using var generator = await networks.GeneratorAsync(plan, null, cancel);
        using var reward = await networks.RewardAsync(input.RewardKey, cancel);

        using var trainer = new FinetuneTrainer(
            plan, generator, reward.Network, real, new RewardedTiles(tiles, Scores(reward.Network, tiles, cancel)));
        if (plan.AdapterKey is { } champion) trainer.StartFrom(await objects.GetFileAsync(champion, cancel));
        trainer.Run(context.WorkFolder, new Relay(context), cancel);

        var path = Path.Combine(context.WorkFolder, "adapter.safetensors");
        AdapterFile.Write(path, trainer.Adapter, generator, Lineage(input, plan));
        return new JobOutcome(new AdapterReady
        {
            RoundId = input.RoundId,
            PlanKey = input.PlanKey,
            AdapterKey = await objects.PutFileAsync("weights", "safetensors", path, cancel),
            RewardKey = input.RewardKey,
            ReportKey = await objects.PutJsonAsync(
                "reports", new FinetuneReport(trainer.Probes, plan.Finetune.Steps), cancel),
        });
    }

    private static Dictionary<string, string> Lineage(RewardModelTrained input, RoundPlan plan) => new()
    {
        ["round"] = plan.RoundId,
        ["plan"] = input.PlanKey,
        ["images"] = input.ImagesKey,
        ["ratings"] = input.RatingsKey,
        [AdapterFile.RewardKey] = input.RewardKey,
        ["parent"] = plan.AdapterKey ?? "none",
        ["recipe"] = FinetuneTrainer.Recipe(plan),
        [ComputeStamp.Key] = ComputeStamp.Of(plan.Precision).ToString(),
    };

    private static double[] Scores(RewardNetwork reward, TileSet tiles, CancellationToken cancel)
    {
        using var mode = no_grad();
        var scores = new List<double>(tiles.Count);
        foreach (var batch in Enumerable.Range(0, tiles.Count).Chunk(ScoreBatch))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            scores.AddRange(
                reward.call(TileTensors.Signed(tiles, batch), TileTensors.Labels(tiles, batch))
                    .cpu()
                    .data<float>()
                    .ToArray()
                    .Select(v => (double)v));
        }
        return [.. scores];
    }

    private sealed class Relay(JobContext context) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => context.Report(value.Step, value.Total, value.Note);
    }
}
