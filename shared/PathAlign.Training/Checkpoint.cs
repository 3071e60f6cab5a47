using System.Globalization;
using PathAlign.Files;
using PathAlign.Models.Compute;
using PathAlign.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training;

/// <summary>
/// Everything that a run needs to resume as if it had never stopped: weights, their average, both moments of AdamW, the
/// step and the options. Random numbers are not stored, since they are functions of seed and step.
/// </summary>
/// <param name="state">The run's tensors by name, without those of <paramref name="gradient"/>.</param>
/// <param name="gradient">The optimiser's step.</param>
/// <param name="identity">What the run depends on; checkpoints of other runs are rejected.</param>
public sealed class Checkpoint(
    IReadOnlyList<(string name, Tensor tensor)> state, GradientStep gradient, RunIdentity identity)
{
    private const string DataHash = "data_sha256", DataName = "data";

    /// <summary>The checkpoint of a run that trains a module and averages its weights.</summary>
    public Checkpoint(nn.Module module, Ema ema, GradientStep gradient, RunIdentity identity)
        : this([.. Named("model", module.state_dict()), .. Named("ema", ema.Averages)], gradient, identity)
    {
    }

    /// <summary>Writes the state after <paramref name="step"/> steps, completely or not at all.</summary>
    public void Save(string path, long step)
    {
        var metadata = new Dictionary<string, string>
        {
            ["kind"] = "checkpoint",
            ["step"] = Text(step),
            ["optimizer_step"] = Text(gradient.Steps),
            ["options"] = identity.OptionsJson,
            [ComputeStamp.Key] = ComputeStamp.Current.ToString(),
        };
        if (identity.DataHash is not null) metadata[DataHash] = identity.DataHash;
        if (identity.DataName is not null) metadata[DataName] = identity.DataName;
        SafetensorsWriter.Write(path, ModelWeights.Export(Tensors), metadata);
    }

    /// <summary>
    /// The compute stamp of the loaded state if it differs from this process's stamp; null otherwise.
    /// </summary>
    public string? ComputedElsewhere { get; private set; }

    /// <summary>Loads a saved state and returns its step.</summary>
    /// <exception cref="InvalidInputException">The file is no checkpoint, or belongs to a run with other options or
    /// other data.</exception>
    public long Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (Count(file, "step") is not { } step)
            throw new InvalidInputException(path, "__metadata__", "expected the step of a checkpoint, found none");
        RequireSame(file, path);
        ModelWeights.Load(file, path, Tensors, exact: true);
        var stamp = file.Metadata.GetValueOrDefault(ComputeStamp.Key) ?? "another version";
        ComputedElsewhere = stamp == ComputeStamp.Current.ToString() ? null : stamp;
        gradient.Steps = Count(file, "optimizer_step") ?? step;
        return step;
    }

    private void RequireSame(SafetensorsFile file, string path)
    {
        var (options, data) = (file.Metadata.GetValueOrDefault("options"), file.Metadata.GetValueOrDefault(DataHash));
        if (identity.DifferenceFrom(options) is { } difference)
            throw new InvalidInputException(
                path,
                "__metadata__",
                $"expected a checkpoint of a run with the same options, found others ({difference}); name another " +
                    "--out, or pass the options of that run");
        if (data != identity.DataHash)
            throw new InvalidInputException(
                path,
                "__metadata__",
                $"expected a checkpoint of a run on the same data, {identity.DataName}, found one on " +
                    $"{file.Metadata.GetValueOrDefault(DataName) ?? "other data"}; choose another --out");
    }

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static long? Count(SafetensorsFile file, string name) =>
        file.Metadata.TryGetValue(name, out var text)
            && long.TryParse(text, CultureInfo.InvariantCulture, out var count)
            && count >= 0
            ? count
            : null;

    private IEnumerable<(string name, Tensor tensor)> Tensors => state.Concat(gradient.State);

    private static IEnumerable<(string name, Tensor tensor)> Named(
        string owner, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        Named(owner, tensors.Select(e => (e.Key, e.Value)));

    private static IEnumerable<(string name, Tensor tensor)> Named(
        string owner, IEnumerable<(string name, Tensor tensor)> tensors) =>
        tensors.Select(e => ($"{owner}.{e.name}", e.tensor));
}
