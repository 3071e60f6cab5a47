using System.Text;
using System.Text.Json;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Diffusion;
using PathAlign.Models.StableDiffusion;
using PathAlign.Models.Weights;
using PathAlign.Sampling;
using PathAlign.StableDiffusion.Text;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Folders;

/// <summary>Writes a model as a folder in diffusers' layout, with weights in half precision.</summary>
/// <param name="path">The folder.</param>
public sealed class ModelFolderWriter(string path)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes the denoising network.</summary>
    public void WriteUNet(ConditionalUNetConfig config, IEnumerable<(string name, Tensor tensor)> weights) =>
        WritePart("unet", "diffusion_pytorch_model", config.ToJson(), weights);

    /// <summary>Writes the text model.</summary>
    public void WriteText(ClipTextConfig config, IEnumerable<(string name, Tensor tensor)> weights) =>
        WritePart("text_encoder", "model", config.ToJson(), weights);

    /// <summary>Writes what other programs ask of a tokenizer, beside its vocabulary.</summary>
    /// <param name="tokens">The maximum number of tokens of a prompt.</param>
    public void WriteTokenizerConfig(int tokens) => WriteJson(
        Path.Combine(Part(ModelFolder.TokenizerName), "tokenizer_config.json"),
        new Dictionary<string, object>
        {
            ["tokenizer_class"] = "CLIPTokenizer",
            ["bos_token"] = ClipTokenizer.Start,
            ["eos_token"] = ClipTokenizer.End,
            ["pad_token"] = ClipTokenizer.End,
            ["unk_token"] = ClipTokenizer.End,
            ["model_max_length"] = tokens,
        });

    /// <summary>Writes an autoencoder of the product's own and the scale of its latents.</summary>
    public void WriteLatents(LatentSpace space)
    {
        var folder = Part(LatentPart.Name);
        WriteJson(
            Path.Combine(folder, "config.json"),
            new LatentPart.Head(LatentPart.OwnClass, null, [.. space.Mean], [.. space.Deviation]));
        AutoencoderFile.Write(Path.Combine(folder, "diffusion_pytorch_model.safetensors"), space.Codec);
    }

    /// <summary>Writes the noise schedule.</summary>
    public void WriteScheduler(NoiseSchedule schedule, Prediction prediction) => WriteJson(
        Path.Combine(Part("scheduler"), "scheduler_config.json"),
        new Dictionary<string, object>
        {
            ["_class_name"] = "DPMSolverMultistepScheduler",
            ["beta_schedule"] = schedule.Name switch
            {
                "cosine" => "squaredcos_cap_v2",
                "linear" => "linear",
                _ => "scaled_linear",
            },
            ["beta_start"] = schedule.Name == "linear" ? 1e-4 : 0.00085,
            ["beta_end"] = schedule.Name == "linear" ? 0.02 : 0.012,
            ["num_train_timesteps"] = NoiseSchedule.Steps,
            ["prediction_type"] = prediction == Prediction.V ? "v_prediction" : "epsilon",
            ["timestep_spacing"] = "trailing",
            ["algorithm_type"] = "dpmsolver++",
            ["solver_order"] = 2,
            ["skip_prk_steps"] = true,
            ["clip_sample"] = false,
        });

    /// <summary>Writes the data set's description: its classes with their prompts, its stain.</summary>
    public void WriteDescription(DatasetDescription description)
    {
        Directory.CreateDirectory(path);
        DescriptionFile.Write(Path.Combine(path, DescriptionFile.InFolder), description);
    }

    /// <summary>Writes the index, last: a folder with an index is complete.</summary>
    /// <param name="lineage">The model's origin.</param>
    public void WriteIndex(IReadOnlyDictionary<string, string> lineage)
    {
        var index = new Dictionary<string, object>
        {
            ["_class_name"] = "StableDiffusionPipeline",
            ["scheduler"] = new[] { "diffusers", "DPMSolverMultistepScheduler" },
            ["text_encoder"] = new[] { "transformers", "CLIPTextModel" },
            ["tokenizer"] = new[] { "transformers", "CLIPTokenizer" },
            ["unet"] = new[] { "diffusers", "UNet2DConditionModel" },
            ["vae"] = new[] { "pathalign", LatentPart.OwnClass },
            ["requires_safety_checker"] = false,
            ["pathalign"] = lineage,
        };
        WriteJson(Path.Combine(path, ModelFolder.IndexName), index);
    }

    private void WritePart(string part, string stem, string config, IEnumerable<(string name, Tensor tensor)> weights)
    {
        var folder = Part(part);
        AtomicFile.Write(Path.Combine(folder, "config.json"), Encoding.UTF8.GetBytes(config + "\n"));
        SafetensorsWriter.Write(
            Path.Combine(folder, stem + ".safetensors"),
            ModelWeights.ExportHalf(weights),
            new Dictionary<string, string> { ["format"] = "pt" });   // readers of this layout ask for it
    }

    private string Part(string name) => Directory.CreateDirectory(Path.Combine(path, name)).FullName;

    private static void WriteJson<T>(string file, T content) =>
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(content, _json) + "\n"));
}
