using PathAlign.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.StableDiffusion;

/// <summary>
/// CLIP's text model (Radford et al. 2021, section 2.4), which turns a prompt's tokens into the features that the UNet
/// attends to. Parameters have the published names.
/// </summary>
public sealed class ClipTextModel : Module<Tensor, Tensor>
{
    private readonly ModuleDict<Module> text_model;

    /// <param name="config">The network's shape.</param>
    public ClipTextModel(ClipTextConfig config) : base(nameof(ClipTextModel))
    {
        Config = config;
        text_model = ModuleDict<Module>(
            (
                "embeddings",
                ModuleDict(
                    ("token_embedding", Embedding(config.VocabSize, config.HiddenSize)),
                    ("position_embedding", Embedding(config.MaxPositionEmbeddings, config.HiddenSize)))),
            (
                "encoder",
                ModuleDict(
                    (
                        "layers",
                        ModuleList(
                            Enumerable.Range(0, config.NumHiddenLayers)
                                .Select(_ => new ClipLayer(config))
                                .ToArray())))),
            ("final_layer_norm", new MixedLayerNorm(config.HiddenSize, config.LayerNormEps)));
        RegisterComponents();
    }

    /// <summary>The network's shape.</summary>
    public ClipTextConfig Config { get; }

    /// <summary>
    /// The features (B, N, E), float32, of tokens (B, N) int64; N is at most the maximum of the shape.
    /// </summary>
    public override Tensor forward(Tensor tokens) => States(tokens, null)[^1];

    /// <summary>
    /// The states (B, N, E) before the first layer and after each, the last one after the final norm as well.
    /// </summary>
    /// <param name="tokens">(B, N) int64.</param>
    /// <param name="keep">(B, N): 1 for a token to attend to, 0 for one to leave out; null for all.</param>
    public IReadOnlyList<Tensor> States(Tensor tokens, Tensor? keep)
    {
        using var scope = NewDisposeScope();
        var length = tokens.shape[1];
        var places = arange(length, dtype: ScalarType.Int64, device: tokens.device);
        var embeddings = (ModuleDict<Embedding>)text_model["embeddings"];
        var x = embeddings["token_embedding"].call(tokens) + embeddings["position_embedding"].call(places);
        var states = new List<Tensor> { x };
        var mask = Mask(length, keep, x.device);
        foreach (var layer in ((ModuleDict<ModuleList<ClipLayer>>)text_model["encoder"])["layers"])
            states.Add(x = layer.call(x, mask));
        states.Add(FinalNorm(x).to(ScalarType.Float32));
        foreach (var state in states) scope.MoveToOuter(state);
        return states;
    }

    /// <summary>The norm that the last state went through, for users of an earlier state ("clip skip").</summary>
    public Tensor FinalNorm(Tensor state) => ((MixedLayerNorm)text_model["final_layer_norm"]).call(state);

    /// <summary>A token sees itself and those before it.</summary>
    private static Tensor Mask(long length, Tensor? keep, Device device)
    {
        var mask = full([1, 1, length, length], float.NegativeInfinity, device: device).triu(1);
        if (keep is null) return mask;
        var left = keep.unsqueeze(1).unsqueeze(1) == 0;                                         // (B, 1, 1, N)
        return mask.expand(keep.shape[0], 1, length, length).masked_fill(left, float.NegativeInfinity);
    }
}
