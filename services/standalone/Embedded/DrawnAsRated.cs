using System.Globalization;
using PathAlign.Contracts.Plans;
using PathAlign.Evaluator.Reports;
using PathAlign.Files;
using PathAlign.Sampling;
using PathAlign.Storage.Objects;
using PathAlign.Training.Reward;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Writes a round's adapter and its reward model, and tells the command that draws as the images after finetuning were
/// drawn.
/// </summary>
internal static class DrawnAsRated
{
    /// <summary>Writes the files and returns the command.</summary>
    internal static async Task<string> WriteAsync(
        RoundReport report, IObjectStore objects, string folder, CancellationToken cancel)
    {
        var plan = await objects.GetJsonAsync<RoundPlan>(report.PlanKey, cancel);
        var adapter = Path.Combine(folder, "adapter.safetensors");
        AtomicFile.Write(adapter, await objects.GetAsync(report.AdapterKey, cancel));
        var drawing = plan.Evaluation;
        var command = string.Create(
            CultureInfo.InvariantCulture,
            $"./pathalign generate --adapter {adapter} --steps {drawing.Steps} --guidance {drawing.Guidance} " +
                $"--guidance-low {drawing.GuidanceLow} --guidance-high {drawing.GuidanceHigh} " +
                $"--precision {plan.Precision}");
        if (await ModelAsync(plan.GeneratorKey, objects, cancel) is { } model) command += $" --model {model}";
        return command + await RewardAsync(adapter, drawing, objects, folder, cancel);
    }

    /// <summary>The value of --model; null if it is the default one.</summary>
    private static async Task<string?> ModelAsync(string key, IObjectStore objects, CancellationToken cancel)
    {
        var hash = ObjectKey.HashOf(key);
        if (IsShipped(hash, ShippedModels.Tissue.GeneratorFile)) return null;
        return IsShipped(hash, ShippedModels.BloodCells.GeneratorFile)
            ? ShippedModels.BloodCellsName
            : await objects.GetFileAsync(key, cancel);
    }

    private static async Task<string> RewardAsync(
        string adapter, EvaluationPlan plan, IObjectStore objects, string folder, CancellationToken cancel)
    {
        if (AdapterFile.RewardOf(adapter) is not { } key
            || !ObjectKey.IsKey(key)
            || !await objects.ExistsAsync(key, cancel))
            return "";
        var reward = Path.Combine(folder, "reward.safetensors");
        AtomicFile.Write(reward, await objects.GetAsync(key, cancel));
        if (plan.RewardAttempts == 0) return "";
        var options = string.Create(
            CultureInfo.InvariantCulture,
            $" --reward {reward} --reward-attempts {plan.RewardAttempts} --least-reward {plan.LeastReward}");
        var trunk = RewardFile.TrunkOf(reward);
        return ShippedModels.WithHash("classifier-", ObjectKey.HashOf(trunk)) is not null
            ? options
            : $"{options} --reward-classifier {await objects.GetFileAsync(trunk, cancel)}";
    }

    private static bool IsShipped(string hash, string name) =>
        ShippedModels.WithHash(name, hash) is not null;
}
