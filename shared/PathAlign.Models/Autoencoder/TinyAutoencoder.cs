using System.Text.Json;
using PathAlign.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Autoencoder;

/// <summary>
/// An autoencoder of the TAESD family (Boer Bohan 2023; diffusers' AutoencoderTiny), so that users can use public ones.
/// Layers have the names of the published files: their index in the sequence.
/// </summary>
public sealed class TinyAutoencoder : Module<Tensor, Tensor>, IImageCodec
{
    private const int Width = 64;
    private readonly ModuleDict<Module> encoder, decoder;
    private readonly bool _pooled;

    /// <param name="latentChannels">Number of channels of a latent, 1 to 64.</param>
    /// <param name="pooled">Whether the coarsest blocks have a bottleneck, as in TAEF2.</param>
    /// <exception cref="ArgumentException">The number of channels is not in 1 to 64.</exception>
    public TinyAutoencoder(int latentChannels, bool pooled) : base(nameof(TinyAutoencoder))
    {
        if (latentChannels is < 1 or > 64)
            throw new ArgumentException($"LatentChannels: expected 1 to 64, got {latentChannels}");
        (LatentChannels, _pooled) = (latentChannels, pooled);
        encoder = ModuleDict<Module>(
            ("0", Conv(3, Width)), ("1", Block()), ("2", Halving()), ("3", Block()), ("4", Block()), ("5", Block()),
            ("6", Halving()), ("7", Block()), ("8", Block()), ("9", Block()), ("10", Halving()),
            ("11", Block(pooled)), ("12", Block(pooled)), ("13", Block(pooled)), ("14", Conv(Width, latentChannels)));
        decoder = ModuleDict<Module>(
            ("1", Conv(latentChannels, Width)), ("3", Block(pooled)), ("4", Block(pooled)), ("5", Block(pooled)),
            ("7", Plain()), ("8", Block()), ("9", Block()), ("10", Block()), ("12", Plain()), ("13", Block()),
            ("14", Block()), ("15", Block()), ("17", Plain()), ("18", Block()), ("19", Conv(Width, 3)));
        RegisterComponents();
    }

    /// <summary>The family's name in a header.</summary>
    public const string Family = "taesd";

    /// <inheritdoc/>
    public int Factor => 8;

    /// <inheritdoc/>
    public int LatentChannels { get; }

    /// <inheritdoc/>
    public nn.Module Network => this;

    /// <inheritdoc/>
    public string ToJson() => JsonSerializer.Serialize(new TinyShape(Family, LatentChannels, _pooled));

    /// <inheritdoc/>
    public Tensor Encode(Tensor imagesSigned)
    {
        using var scope = NewDisposeScope();
        var x = (imagesSigned + 1) / 2;                                                     // in [0, 1]
        for (var i = 0; i <= 14; i++) x = Layer(encoder, i, x);
        return scope.MoveToOuter(x.to(ScalarType.Float32));
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var x = (latents / 3).tanh() * 3;
        for (var i = 1; i <= 19; i++)
            x = i switch
            {
                2 => functional.relu(x),
                6 or 11 or 16 => functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest),
                _ => Layer(decoder, i, x),
            };
        return scope.MoveToOuter((x.to(ScalarType.Float32) * 2) - 1);
    }

    /// <summary>Encodes and decodes images (B, 3, S, S) in [-1, 1]; S is a multiple of 8.</summary>
    public override Tensor forward(Tensor imagesSigned)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Decode(Encode(imagesSigned)));
    }

    private static Tensor Layer(ModuleDict<Module> layers, int place, Tensor x) =>
        ((Module<Tensor, Tensor>)layers[place.ToString(System.Globalization.CultureInfo.InvariantCulture)]).call(x);

    private static TinyBlock Block(bool pooled = false) => new(Width, pooled);

    private static MixedConv2d Conv(int inputs, int outputs) => new(inputs, outputs, 3, padding: 1);

    private static MixedConv2d Halving() => new(Width, Width, 3, stride: 2, padding: 1, bias: false);

    private static MixedConv2d Plain() => new(Width, Width, 3, padding: 1, bias: false);
}
