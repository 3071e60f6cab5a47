using PathAlign.Imaging;
using PathAlign.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training.Augmentation;

/// <summary>
/// Changes the stains of each image as if it came from another lab: scales and shifts the amounts of haematoxylin,
/// eosin and residual, and rotates the stains' directions a little (Tellez et al. 2018). Labels stay valid.
/// </summary>
/// <param name="strength">0 leaves images unchanged; 1 covers the stains of another centre.</param>
public sealed class StainJitter(double strength)
{
    private const double Scale = 0.35;       // of a stain's amount, relative
    private const double Shift = 0.05;       // of a stain's amount, in optical density
    private const double Turn = 0.08;        // of a direction's components
    private const double Brightness = 0.08;  // of the light, in optical density

    /// <summary>
    /// Changes images (B, 3, H, W) in [-1, 1], each with its own numbers from <paramref name="random"/>.
    /// </summary>
    public Tensor Apply(Tensor imagesSigned, CounterRandom random)
    {
        if (strength == 0) return imagesSigned;
        var (mixing, offset) = Draw((int)imagesSigned.shape[0], random);
        return OpticalDensity.Mix(imagesSigned, mixing, offset);
    }

    /// <summary>
    /// A matrix (B, 3, 3) on columns of densities and an offset (B, 3, 1): unmix, scale, shift, mix with rotated
    /// directions.
    /// </summary>
    private (Tensor mixing, Tensor offset) Draw(int count, CounterRandom random)
    {
        var (mixing, offset) = (new float[count * 9], new float[count * 3]);
        for (var image = 0; image < count; image++)
        {
            var light = random.NextUniform(-Brightness, Brightness) * strength;
            for (var c = 0; c < 3; c++) offset[(image * 3) + c] = (float)light;
            for (var stain = 0; stain < 3; stain++)
            {
                var scale = 1 + (random.NextUniform(-Scale, Scale) * strength);
                var shift = random.NextUniform(-Shift, Shift) * strength * (stain == 2 ? 0.3 : 1) * Math.Log(10);
                for (var to = 0; to < 3; to++)
                {
                    var direction = StainSpace.Directions[stain, to] + (random.NextUniform(-Turn, Turn) * strength);
                    offset[(image * 3) + to] += (float)(shift * direction);
                    for (var from = 0; from < 3; from++)
                        mixing[(image * 9) + (to * 3) + from] += (float)(
                            StainSpace.Unmixing[from, stain] * scale * direction);
                }
            }
        }
        return (tensor(mixing, [count, 3, 3]), tensor(offset, [count, 3, 1]));
    }
}
