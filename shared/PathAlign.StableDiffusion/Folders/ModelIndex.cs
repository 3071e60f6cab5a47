using System.Text.Json;
using PathAlign.Files;

namespace PathAlign.StableDiffusion.Folders;

/// <summary>Reads a <c>model_index.json</c>.</summary>
internal static class ModelIndex
{
    private const string Class = "_class_name";
    private const int MaxBytes = 1 << 20;

    // These two share all parts and differ only in how they draw.
    private static readonly string[] _pipelines = ["StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline"];

    /// <summary>Refuses the index of another pipeline; one without a name is accepted.</summary>
    /// <exception cref="InvalidInputException">The file is no JSON object, or names another pipeline.</exception>
    internal static void RequireTextToImage(string path)
    {
        try
        {
            using var index = JsonDocument.Parse(InputFile.Text(path, "this file", MaxBytes));
            if (index.RootElement.TryGetProperty(Class, out var found) && !_pipelines.Contains($"{found}"))
                throw new InvalidInputException(
                    path, Class, $"expected {_pipelines[0]} (Stable Diffusion 1.x or 2.x), found {found}");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException(path, "JSON", $"expected an object ({error.Message})");
        }
    }
}
