using PathAlign.Models;
using PathAlign.Models.Compute;
using PathAlign.Models.Layers;
using PathAlign.Models.StableDiffusion;
using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training.FromText;

/// <summary>
/// Teaches a text model to tell the captions of different classes apart, before it conditions a generator. Without
/// this, the generator first has to learn from images alone that the texts mean something, which takes most of a short
/// run.
/// </summary>
internal static class CaptionLearning
{
    private const int Steps = 300, Batch = 32;
    private const double Rate = 1e-3;

    /// <summary>Trains the model in place. The same captions and seed give the same weights.</summary>
    /// <param name="text">The text model.</param>
    /// <param name="captions">The captions.</param>
    /// <param name="tokens">The tokens (B, M) of texts.</param>
    /// <param name="seed">The seed of the choice of captions.</param>
    internal static void Run(
        ClipTextModel text, Captions captions, Func<IEnumerable<string>, Tensor> tokens, ulong seed)
    {
        using var random = new torch.Generator(seed);
        using var head = new MixedLinear(text.Config.HiddenSize, captions.Classes).Drawn(random);
        using var gradient = new GradientStep(
            text.parameters().Concat(head.parameters()), weightDecay: 0.01, maxNorm: 1, "float32");
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            var choice = new CounterRandom(seed, (ulong)step, Purpose.Caption);
            var labels = Enumerable.Range(0, Batch).Select(_ => (long)choice.NextInt(captions.Classes)).ToArray();
            var rows = labels.Select(label => captions.Any((int)label, ref choice)).ToList();
            // the mean over the tokens is what attention sees before it has learned where to look
            var scores = head.call(text.call(tokens(rows)).mean([1]));                           // (B, K)
            gradient.Follow(nn.functional.cross_entropy(scores, tensor(labels, device: scores.device)), Rate);
        }
    }
}
