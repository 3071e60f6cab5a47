using PathAlign.Models.Autoencoder;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion;

/// <summary>
/// Decodes large latents in overlapping squares, so that memory does not grow with the image. Squares are blended
/// linearly where they overlap, as in diffusers' tiled decoding.
/// </summary>
public static class TiledDecoder
{
    private const int Side = 64, Overlap = 16;

    /// <summary>Decodes standardised latents (B, L, H, W) to images (B, 3, S, S), about [-1, 1].</summary>
    /// <param name="space">The latent space.</param>
    /// <param name="latents">The latents; up to 64 by 64 positions are decoded at once.</param>
    public static Tensor Decode(LatentSpace space, Tensor latents)
    {
        var (height, width) = ((int)latents.shape[2], (int)latents.shape[3]);
        if (height <= Side && width <= Side) return space.Decode(latents);
        using var scope = NewDisposeScope();
        var factor = space.Codec.Factor;
        var sum = zeros([latents.shape[0], 3, height * factor, width * factor], device: latents.device);
        var weight = zeros([1, 1, height * factor, width * factor], device: latents.device);
        foreach (var top in Starts(height))
            foreach (var left in Starts(width))
            {
                using var part = NewDisposeScope();
                var (h, w) = (Math.Min(Side, height), Math.Min(Side, width));
                var image = space.Decode(latents.narrow(2, top, h).narrow(3, left, w));
                var share = Ramp(h * factor, factor).unsqueeze(1) * Ramp(w * factor, factor).unsqueeze(0);
                Add(sum, image * share, top * factor, left * factor);
                Add(weight, share.unsqueeze(0).unsqueeze(0), top * factor, left * factor);
            }
        return scope.MoveToOuter(sum / weight);
    }

    /// <summary>The first positions of the squares along a side; the last square ends at the edge.</summary>
    private static IEnumerable<int> Starts(int length)
    {
        for (var start = 0; ; start += Side - Overlap)
        {
            if (start + Side >= length)
            {
                yield return Math.Max(0, length - Side);
                yield break;
            }
            yield return start;
        }
    }

    /// <summary>The weights along a square: rising over the overlap, 1, falling.</summary>
    private static Tensor Ramp(int length, int factor)
    {
        var margin = Overlap * factor;
        var fromEdge = Enumerable.Range(0, length).Select(i => Math.Min(i, length - 1 - i) + 1);
        return tensor([.. fromEdge.Select(distance => Math.Min(1f, distance / (float)margin))]);
    }

    private static void Add(Tensor all, Tensor part, int top, int left) =>
        all.narrow(2, top, part.shape[2]).narrow(3, left, part.shape[3]).add_(part);
}
