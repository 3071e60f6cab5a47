using PathAlign.Models.Compute;
using PathAlign.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.StableDiffusion;

/// <summary>
/// Stable Diffusion's UNet over latents, conditioned on text by attention (Rombach et al. 2022; diffusers'
/// UNet2DConditionModel). Parameters have the published names.
/// </summary>
public sealed class ConditionalUNet : Module<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>
    /// Number of parameters from which activations are computed again. Smaller networks have room for them, and a
    /// training step takes a third less time.
    /// </summary>
    private const long RecomputesFrom = 100_000_000;

    private readonly MixedConv2d conv_in, conv_out;
    private readonly ModuleDict<MixedLinear> time_embedding;
    private readonly ModuleList<UNetLevel> down_blocks, up_blocks;
    private readonly UNetLevel mid_block;
    private readonly GroupNorm conv_norm_out;

    /// <param name="config">The network's shape.</param>
    public ConditionalUNet(ConditionalUNetConfig config) : base(nameof(ConditionalUNet))
    {
        Config = config;
        var channels = config.BlockOutChannels;
        var embedding = channels[0] * 4;
        conv_in = new MixedConv2d(config.InChannels, channels[0], 3, padding: 1);
        time_embedding = ModuleDict(
            ("linear_1", new MixedLinear(channels[0], embedding)),
            ("linear_2", new MixedLinear(embedding, embedding)));
        (down_blocks, up_blocks) = (ModuleList<UNetLevel>(), ModuleList<UNetLevel>());
        var skips = new Stack<int>([channels[0]]);
        foreach (var (level, outputs) in channels.Index()) down_blocks.append(Down(level, outputs, embedding, skips));
        mid_block = new UNetLevel(
            [Block(channels[^1], channels[^1], embedding), Block(channels[^1], channels[^1], embedding)],
            [Transformer(config.Levels - 1)]);
        var current = channels[^1];
        for (var level = config.Levels - 1; level >= 0; level--)
        {
            up_blocks.append(Up(level, current, embedding, skips));
            current = channels[level];
        }
        conv_norm_out = Norm.Group(config.NormNumGroups, channels[0], config.NormEps);
        conv_out = new MixedConv2d(channels[0], config.OutChannels, 3, padding: 1);
        RegisterComponents();
        Recomputes = parameters().Sum(p => p.numel()) >= RecomputesFrom;
    }

    /// <summary>The network's shape.</summary>
    public ConditionalUNetConfig Config { get; }

    /// <summary>
    /// Whether the backward pass computes each block's activations again instead of keeping them all (Chen et al.
    /// 2016): less memory for a second forward pass. Without gradients it changes nothing. By default, networks of 100
    /// million parameters or more do so.
    /// </summary>
    public bool Recomputes { get; set; }

    /// <summary>Predicts (B, C, H, W) float32 from noisy latents, in the thread's precision.</summary>
    /// <param name="noisy">(B, C, H, W).</param>
    /// <param name="steps">(B) int64 or float32, noise steps in [0, 1000).</param>
    /// <param name="text">(B, M, E), the features of the prompt's tokens.</param>
    public override Tensor forward(Tensor noisy, Tensor steps, Tensor text) => Predict(noisy, steps, text, null);

    /// <summary>As <see cref="forward"/>, without the text's tokens of which <paramref name="keep"/> is 0.</summary>
    /// <param name="noisy">(B, C, H, W).</param>
    /// <param name="steps">(B).</param>
    /// <param name="text">(B, M, E).</param>
    /// <param name="keep">(B, M): 1 for a token to attend to, 0 for one to leave out; null for all.</param>
    public Tensor Predict(Tensor noisy, Tensor steps, Tensor text, Tensor? keep)
    {
        using var scope = NewDisposeScope();
        var mask = keep is null ? null : ComputePrecision.Cast((1 - keep.unsqueeze(1).unsqueeze(1)) * -10000);
        var condition = new UNetCondition(Time(steps), text, mask);
        var x = conv_in.call(noisy);
        var skips = new Stack<Tensor>([x]);
        foreach (var level in down_blocks)
        {
            for (var i = 0; i < level.Count; i++) skips.Push(x = Run(level, i, x, condition));
            if (level.Down(x) is { } smaller) skips.Push(x = smaller);
        }
        x = Run(mid_block, 0, x, condition);
        x = Run(mid_block, 1, x, condition);
        foreach (var level in up_blocks)
        {
            for (var i = 0; i < level.Count; i++) x = Run(level, i, cat([x, skips.Pop()], 1), condition);
            // odd sizes: halving 7 gives 4, so the size is the skip's and not twice the level's
            if (skips.TryPeek(out var finer)) x = level.Up(x, finer.shape[2], finer.shape[3]);
        }
        return scope.MoveToOuter(conv_out.call(Norm.ApplySiLU(conv_norm_out, x)).to(ScalarType.Float32));
    }

    private Tensor Run(UNetLevel level, int block, Tensor x, UNetCondition condition) =>
        Recomputes && is_grad_enabled()
            ? level.RecomputedBlock(block, x, condition)
            : level.Block(block, x, condition);

    /// <summary>silu of the embedding (B, 4C) of steps (B): cosines, then sines.</summary>
    private Tensor Time(Tensor steps)
    {
        var half = Config.BlockOutChannels[0] / 2;
        var places = arange(half, dtype: ScalarType.Float32, device: steps.device);
        var frequencies = exp(places * (-Math.Log(10_000) / half));
        var angles = steps.to(ScalarType.Float32).unsqueeze(1) * frequencies.unsqueeze(0);
        var x = time_embedding["linear_1"].call(cat([angles.cos(), angles.sin()], 1));
        return Activation.SiLU(time_embedding["linear_2"].call(Activation.SiLU(x)));
    }

    private UNetLevel Down(int level, int outputs, int embedding, Stack<int> skips)
    {
        var blocks = new List<ResnetBlock>();
        for (var i = 0; i < Config.LayersPerBlock; i++)
        {
            blocks.Add(Block(i == 0 ? skips.Peek() : outputs, outputs, embedding));
            skips.Push(outputs);
        }
        var last = level == Config.Levels - 1;
        if (!last) skips.Push(outputs);
        return new UNetLevel(blocks, Transformers(level, blocks.Count), last ? null : new Resampling(outputs, 2));
    }

    private UNetLevel Up(int level, int inputs, int embedding, Stack<int> skips)
    {
        var outputs = Config.BlockOutChannels[level];
        var blocks = new List<ResnetBlock>();
        for (var i = 0; i <= Config.LayersPerBlock; i++)
            blocks.Add(Block((i == 0 ? inputs : outputs) + skips.Pop(), outputs, embedding));
        return new UNetLevel(
            blocks, Transformers(level, blocks.Count), up: level == 0 ? null : new Resampling(outputs, 1));
    }

    private ResnetBlock Block(int inputs, int outputs, int embedding) =>
        new(inputs, outputs, embedding, Config.NormNumGroups, Config.NormEps);

    private IEnumerable<SpatialTransformer> Transformers(int level, int count) =>
        Enumerable.Range(0, Config.HasAttention(level) ? count : 0).Select(_ => Transformer(level));

    private SpatialTransformer Transformer(int level) =>
        new(Config.BlockOutChannels[level], Config.Heads(level), Config);
}
