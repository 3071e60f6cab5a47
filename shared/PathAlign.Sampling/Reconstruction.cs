using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Models.Autoencoder;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>Measures how well a codec reconstructs images.</summary>
public static class Reconstruction
{
    /// <summary>Encodes and decodes the images at the given indices.</summary>
    public static RgbImage[] Of(IImageCodec codec, TileSet tiles, IReadOnlyList<int> indices)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        return TileTensors.ToImages(codec.Decode(codec.Encode(TileTensors.Signed(tiles, indices))));
    }

    /// <summary>Peak signal-to-noise ratio of each image at the given indices, in decibels.</summary>
    public static IEnumerable<double> Psnr(IImageCodec codec, TileSet tiles, IReadOnlyList<int> indices) =>
        Of(codec, tiles, indices).Zip(indices, (decoded, index) => Psnr(decoded, tiles.Image(index)));

    /// <summary>10·log₁₀(255² / mean squared error of the bytes) in decibels; 100 for equal images.</summary>
    public static double Psnr(RgbImage a, RgbImage b)
    {
        long squares = 0;
        for (var i = 0; i < a.Pixels.Length; i++) squares += (a.Pixels[i] - b.Pixels[i]) * (a.Pixels[i] - b.Pixels[i]);
        return squares == 0 ? 100 : 10 * Math.Log10(255.0 * 255 * a.Pixels.Length / squares);
    }
}
