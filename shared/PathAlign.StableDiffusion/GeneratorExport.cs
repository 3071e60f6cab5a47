using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Models.StableDiffusion;
using PathAlign.Models.Weights;
using PathAlign.Sampling;
using PathAlign.StableDiffusion.Scheduling;
using PathAlign.StableDiffusion.Text;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion;

/// <summary>
/// Makes one generator file of a text-to-image model and the prompts of a data set's classes. Rounds, filters and
/// evaluations take it as any other generator; an adapter that a round learns fits the model's own network.
/// </summary>
public static class GeneratorExport
{
    /// <summary>
    /// The bound of latents of models that state none. Published models have latents of variance 1 and values up to
    /// about 6, so that this changes nothing.
    /// </summary>
    private const double CleanBound = 20;

    /// <summary>Writes the file, in half precision.</summary>
    /// <param name="model">The model, with the adapters that are to be part of the generator.</param>
    /// <param name="dataset">The classes and their prompts.</param>
    /// <param name="size">Height and width of the images to draw, in pixels.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidInputException">The model's noise schedule is none that rounds can sample.</exception>
    public static void Write(TextToImage model, DatasetDescription dataset, int size, string path)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var network = Prompted(model, dataset, size);
        var metadata = new Dictionary<string, string>
        {
            ["kind"] = "generator",
            ["network"] = network.ToJson(),
            ["schedule"] = ScheduleOf(model.Schedule).Name,
            ["prediction"] = PredictionOf(model.Schedule).ToString(),
            [GeneratorModel.BaseModelKey] = model.Sha256,
            [GeneratorModel.AdaptersKey] = model.Adapters,
            [DatasetHeader.Key] = DatasetHeader.Text(dataset),
        };
        foreach (var (key, text) in LatentSpaceFile.Metadata(model.Latents)) metadata[key] = text;
        SafetensorsWriter.Write(
            path,
            ModelWeights.ExportHalf(
                network.state_dict().Select(e => (e.Key, e.Value)).Concat(LatentSpaceFile.Tensors(model.Latents))),
            metadata);
    }

    /// <summary>The model's network with one prompt per class; it shares the model's weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The classes and their prompts.</param>
    /// <param name="size">Height and width of the images to draw, in pixels.</param>
    /// <exception cref="ArgumentException">The size does not fit the model.</exception>
    public static PromptedUNet Prompted(TextToImage model, DatasetDescription dataset, int size)
    {
        var prompts = dataset.Classes.Select(Prompts.Of).Append("").Select(model.Features);
        return new PromptedUNet(model.UNet, cat([.. prompts]), model.LatentSide(size), CleanBound);
    }

    /// <summary>The model's noise schedule, for the samplers of rounds.</summary>
    /// <exception cref="InvalidInputException">It is none of those; the message names the field.</exception>
    public static NoiseSchedule ScheduleOf(SchedulerConfig config)
    {
        if (config.NumTrainTimesteps != NoiseSchedule.Steps)
            throw Unsupported("num_train_timesteps", $"{NoiseSchedule.Steps}", $"{config.NumTrainTimesteps}");
        if (config.RescaleBetasZeroSnr)
            throw Unsupported("rescale_betas_zero_snr", "false (sd generate draws with true)", "true");
        return (config.BetaSchedule, config.BetaStart, config.BetaEnd) switch
        {
            ("squaredcos_cap_v2", _, _) => NoiseSchedule.Cosine,
            ("scaled_linear", 0.00085, 0.012) => NoiseSchedule.ScaledLinear,
            ("linear", 1e-4, 0.02) => NoiseSchedule.Linear,
            var (name, first, last) => throw Unsupported(
                "beta_schedule, beta_start, beta_end",
                "squaredcos_cap_v2, or scaled_linear from 0.00085 to 0.012, or linear from 0.0001 to 0.02",
                FormattableString.Invariant($"{name} from {first} to {last}")),
        };
    }

    /// <summary>What the model's network predicts.</summary>
    /// <exception cref="InvalidInputException">It predicts the image itself.</exception>
    public static Prediction PredictionOf(SchedulerConfig config) => config.PredictionType switch
    {
        "epsilon" => Prediction.Epsilon,
        "v_prediction" => Prediction.V,
        _ => throw Unsupported("prediction_type", "epsilon or v_prediction", config.PredictionType),
    };

    private static InvalidInputException Unsupported(string field, string expected, string found) =>
        new("scheduler_config.json", field, $"expected {expected}, found {found}");
}
