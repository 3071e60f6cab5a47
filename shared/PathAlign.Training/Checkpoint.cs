using System.Globalization;
using PathAlign.Files;
using PathAlign.Models.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Training;

/// <summary>
/// All that a run needs to go on as if it had never stopped: weights, their average, both moments of AdamW, the step and
/// the options. Random numbers need no place in it, since they are functions of seed and step.
/// </summary>
/// <param name="state">The tensors of the run beside the optimiser's, by name.</param>
/// <param name="optimizer">The optimiser.</param>
/// <param name="optionsJson">The run's options; a checkpoint of others is refused.</param>
public sealed class Checkpoint(IReadOnlyList<(string name, Tensor tensor)> state, AdamW optimizer, string optionsJson)
{
    /// <summary>The state of a run that trains a module and averages it.</summary>
    public Checkpoint(nn.Module module, Ema ema, AdamW optimizer, string optionsJson)
        : this([.. module.state_dict().Select(e => ($"model.{e.Key}", e.Value)), .. ema.Averages.Select(e => ($"ema.{e.name}", e.tensor))], optimizer, optionsJson)
    {
    }

    /// <summary>Writes the state after <paramref name="step"/> steps, whole or not at all.</summary>
    public void Save(string path, long step)
    {
        var metadata = new Dictionary<string, string> { ["kind"] = "checkpoint", ["step"] = step.ToString(CultureInfo.InvariantCulture), ["options"] = optionsJson };
        SafetensorsWriter.Write(path, ModelWeights.Export(Tensors()), metadata);
    }

    /// <summary>Takes up a saved state and returns its step.</summary>
    /// <exception cref="InvalidInputException">No checkpoint, or one of a run with other options.</exception>
    public long Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue("step", out var text) || !long.TryParse(text, CultureInfo.InvariantCulture, out var step) || step < 0)
            throw new InvalidInputException(path, "__metadata__", "expected the step of a checkpoint, found none");
        if (file.Metadata.GetValueOrDefault("options") is not { } options || options != optionsJson)
            throw new InvalidInputException(path, "__metadata__", $"expected a checkpoint of a run with the same options {optionsJson}, found {file.Metadata.GetValueOrDefault("options")}; name another --out, or pass the options it was started with");
        ModelWeights.Load(file, path, Tensors(), exact: true);
        foreach (var moments in States()) moments.step = step;
        return step;
    }

    private IEnumerable<AdamW.State> States() => optimizer.state_dict().State.Cast<AdamW.State>();

    private IEnumerable<(string name, Tensor tensor)> Tensors()
    {
        foreach (var entry in state) yield return entry;
        var index = 0;
        foreach (var moments in States())
        {
            yield return ($"optimizer.{index}.exp_avg", moments.exp_avg);
            yield return ($"optimizer.{index++}.exp_avg_sq", moments.exp_avg_sq);
        }
    }
}
