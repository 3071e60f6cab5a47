using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Models.Compute;
using PathAlign.Sampling;

namespace PathAlign.StableDiffusion;

/// <summary>
/// Draws images from prompts to a folder: one PNG with its origin for each, and one grid. Images with the same origin
/// are kept, so that a stopped run resumes. The names of files hold a part of the prompt's hash, so that another prompt
/// overwrites none.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="settings">The settings of sampling.</param>
/// <param name="precision">The number format of the network.</param>
/// <param name="folder">The folder.</param>
public sealed class PromptedImages(TextToImage model, PromptSettings settings, string precision, string folder)
{
    private const int GridColumns = 8, TitleLength = 60;

    /// <summary>Draws the missing images and returns the grid's path.</summary>
    /// <param name="prompts">The prompts, each with the short name of its files.</param>
    /// <param name="count">Number of images of each prompt.</param>
    /// <param name="progress">Called before each image, after each of its steps and at the end.</param>
    /// <param name="cancel">Stops between steps; finished images are kept.</param>
    public string Run(
        IReadOnlyList<(string Name, string Prompt)> prompts,
        int count,
        Action<DrawingProgress>? progress,
        CancellationToken cancel)
    {
        using var computed = ComputePrecision.Use(precision);
        var rows = new List<GridRow>();
        var all = prompts.Count * count;
        foreach (var (place, (name, prompt)) in prompts.Index())
        {
            var images = new List<RgbImage>();
            for (var i = 0; i < count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                var drawing = new DrawingProgress((place * count) + i, all);
                progress?.Invoke(drawing);
                // The noise of different prompts never overlaps, and a larger count does not change the first images.
                var image = Image(
                    Path.Combine(folder, FileName(name, prompt, i)),
                    prompt,
                    ((long)place << 32) + i,
                    (step, steps) => progress?.Invoke(drawing with { Step = step, Steps = steps }),
                    cancel);
                if (i < GridColumns) images.Add(image);
            }
            rows.Add(new GridRow(prompt.Length <= TitleLength ? prompt : prompt[..TitleLength] + "...", images));
        }
        progress?.Invoke(new DrawingProgress(all, all));
        var grid = Path.Combine(folder, "grid.png");
        AtomicFile.Write(
            grid,
            Png.Encode(
                TileGrid.Draw(rows, Title()),
                new Dictionary<string, string> { [Provenance.SyntheticKey] = "true" }));
        return grid;
    }

    private RgbImage Image(
        string path, string prompt, long index, Action<int, int> progress, CancellationToken cancel)
    {
        var origin = Origin(prompt, index);
        if (File.Exists(path) && Kept(path, origin) is { } image) return image;
        image = model.Draw(prompt, settings, index, progress, cancel);
        AtomicFile.Write(path, Png.Encode(image, origin));
        return image;
    }

    private static RgbImage? Kept(string path, Dictionary<string, string> origin)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var found = Png.ReadText(bytes, path);
            return origin.All(e => found.GetValueOrDefault(e.Key) == e.Value) ? Png.Decode(bytes, path) : null;
        }
        catch (InvalidInputException)
        {
            return null;   // damaged: draw it again
        }
    }

    private Dictionary<string, string> Origin(string prompt, long index) => new()
    {
        [Provenance.SyntheticKey] = "true",
        ["Software"] = $"PathAlign {typeof(PromptedImages).Assembly.GetName().Version?.ToString(3)}",
        ["pathalign:prompt"] = Uri.EscapeDataString(prompt),   // text chunks are Latin-1
        ["pathalign:negative"] = Uri.EscapeDataString(settings.Negative),
        ["pathalign:seed"] = Text(settings.Seed),
        ["pathalign:index"] = Text(index),
        ["pathalign:schedule"] = Hash(JsonSerializer.Serialize(model.Schedule)),
        ["pathalign:scheduler"] = settings.Scheduler ?? model.SchedulerName,
        ["pathalign:steps"] = Text(settings.Steps),
        ["pathalign:guidance"] = Text(settings.Guidance),
        ["pathalign:guidance-steps"] = $"{Text(settings.GuidanceFrom)}-{Text(settings.GuidanceTo)}",
        ["pathalign:size"] = Text(settings.Size ?? model.Size),
        ["pathalign:computed-with"] = ComputeStamp.Of(precision).ToString(),
        ["pathalign:base_sha256"] = model.Sha256,
        ["pathalign:adapters"] = model.Adapters.Length == 0 ? "none" : model.Adapters,
    };

    private string Title() =>
        $"synthetic - seed {settings.Seed}, {settings.Scheduler ?? model.SchedulerName}, {settings.Steps} steps, " +
            $"guidance {Text(settings.Guidance)}";

    private static string FileName(string name, string prompt, int i) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}-{Hash(prompt)}-{i:D5}.png");

    /// <summary>The first 8 digits of a text's SHA-256.</summary>
    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
