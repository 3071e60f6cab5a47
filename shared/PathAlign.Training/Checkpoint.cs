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
public sealed class Checkpoint(nn.Module module, Ema ema, AdamW optimizer, string optionsJson)
{
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
        foreach (var state in States()) state.step = step;
        return step;
    }

    private IEnumerable<AdamW.State> States() => optimizer.state_dict().State.Cast<AdamW.State>();

    private IEnumerable<(string name, Tensor tensor)> Tensors()
    {
        foreach (var (name, tensor) in module.state_dict()) yield return ($"model.{name}", tensor);
        foreach (var (name, tensor) in ema.Averages) yield return ($"ema.{name}", tensor);
        var index = 0;
        foreach (var state in States())
        {
            yield return ($"optimizer.{index}.exp_avg", state.exp_avg);
            yield return ($"optimizer.{index++}.exp_avg_sq", state.exp_avg_sq);
        }
    }
}
