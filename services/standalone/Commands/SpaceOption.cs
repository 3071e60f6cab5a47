using System.CommandLine;
using PathAlign.Data;
using PathAlign.Generator.Training;
using PathAlign.Models.Compute;
using PathAlign.Sampling;

namespace PathAlign.Standalone.Commands;

/// <summary><c>--space</c> and <c>--autoencoder</c>: whether a generator learns pixels or latents.</summary>
internal sealed class SpaceOption
{
    private const int LatentsFrom = 96;

    private readonly Option<string?> _space = new Option<string?>("--space")
    {
        Description = $"What the generator draws: pixels or latents; default: latents for {LatentsFrom} px or more",
    }.AcceptOnlyFromAmong("pixels", "latents");

    private readonly Option<string?> _autoencoder = new("--autoencoder")
    {
        Description = "Weights of the autoencoder that encodes the latents, or " +
            $"{ShippedModels.BloodCellsName} for the shipped one",
    };

    internal void AddTo(Command command)
    {
        command.Add(_space);
        command.Add(_autoencoder);
    }

    /// <summary>The autoencoder for images of a size; null for pixels.</summary>
    internal AutoencoderModel? Load(ParseResult parsed, int size)
    {
        var file = parsed.GetValue(_autoencoder);
        var space = parsed.GetValue(_space) ?? (size >= LatentsFrom || file is not null ? "latents" : "pixels");
        if (space == "pixels")
            return file is null
                ? null
                : throw new ArgumentException("--autoencoder: expected none with --space pixels, got a file");
        return file is null
            ? throw new ArgumentException(
                "--autoencoder: expected the weights of an autoencoder for latents, or " +
                    $"{ShippedModels.BloodCellsName} for the shipped one of blood cells, got none")
            : AutoencoderFile.Read(ShippedModels.AutoencoderNamed(file));
    }

    /// <summary>The autoencoder that takes the place of a known generator's own; null keeps that.</summary>
    internal AutoencoderModel? Other(ParseResult parsed, GeneratorModel known)
    {
        if (parsed.GetValue(_autoencoder) is not { } file) return null;
        if (known.Space is null)
            throw new ArgumentException("--autoencoder: expected none with --from a generator of pixels, got a file");
        return AutoencoderFile.Read(ShippedModels.AutoencoderNamed(file));
    }

    /// <summary>Encodes the training images, once, into the folder of the run.</summary>
    internal static LatentCache Encode(
        AutoencoderModel autoencoder,
        TileDataset data,
        GeneratorTrainingOptions options,
        string folder,
        CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        return ProgressDisplay.Count("latents", report =>
        {
            using var precision = ComputePrecision.Use(options.Precision);
            return LatentCache.Open(
                Path.Combine(folder, "latents"), autoencoder, data.Train, data.ContentHash(), report, cancel);
        });
    }
}
